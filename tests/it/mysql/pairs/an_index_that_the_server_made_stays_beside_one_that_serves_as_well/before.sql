CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (author int, at date, CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id));
