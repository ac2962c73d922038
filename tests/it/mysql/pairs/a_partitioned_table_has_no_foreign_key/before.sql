CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (author int, CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id));
