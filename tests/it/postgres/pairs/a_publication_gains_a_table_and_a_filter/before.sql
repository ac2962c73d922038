CREATE TABLE users (id int PRIMARY KEY, name text, level int);
CREATE TABLE notes (id int PRIMARY KEY);
CREATE PUBLICATION out FOR TABLE users;
