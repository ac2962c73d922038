DROP TABLE posts_1;
DROP TABLE posts;
DROP TABLE users;
