CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE VIEW people AS SELECT id, name FROM users WHERE id > 0;
