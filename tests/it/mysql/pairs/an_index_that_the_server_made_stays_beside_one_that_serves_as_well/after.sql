CREATE TABLE users (id int PRIMARY KEY);
CREATE TABLE posts (author int, at date, KEY author (author), KEY by_time (author, at), CONSTRAINT author FOREIGN KEY (author) REFERENCES users (id));
