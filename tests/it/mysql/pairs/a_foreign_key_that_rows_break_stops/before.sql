CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (author int);
