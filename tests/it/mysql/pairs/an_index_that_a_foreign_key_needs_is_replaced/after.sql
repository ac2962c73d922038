CREATE TABLE users (id int PRIMARY KEY, code int, UNIQUE KEY code_id (code, id));
CREATE TABLE posts (author int, at date, KEY by_author_and_time (author, at), CONSTRAINT author FOREIGN KEY (author) REFERENCES users (code));
