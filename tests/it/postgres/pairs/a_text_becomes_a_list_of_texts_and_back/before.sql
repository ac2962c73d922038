CREATE TABLE notes (id int PRIMARY KEY, tags text);
