CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (id int PRIMARY KEY, author int, CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id));
