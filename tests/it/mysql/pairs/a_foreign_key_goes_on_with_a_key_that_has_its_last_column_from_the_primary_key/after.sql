CREATE TABLE users (id int PRIMARY KEY, code int, UNIQUE KEY code (code));
CREATE TABLE posts (code int, author int, CONSTRAINT author FOREIGN KEY (code, author) REFERENCES users (code, id));
