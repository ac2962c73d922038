CREATE TABLE users (id int PRIMARY KEY, code int, UNIQUE KEY code (code));
CREATE TABLE posts (author int, at date, KEY by_author (author), CONSTRAINT author FOREIGN KEY (author) REFERENCES users (code));
