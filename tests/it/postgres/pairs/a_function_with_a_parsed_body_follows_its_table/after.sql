CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE FUNCTION called(wanted int) RETURNS text LANGUAGE sql STABLE BEGIN ATOMIC SELECT name FROM users WHERE id = wanted; END;
