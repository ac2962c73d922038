CREATE TABLE users (id int PRIMARY KEY, name text, mail text);
CREATE VIEW people AS SELECT name FROM users;
CREATE VIEW names AS SELECT name FROM people;
GRANT SELECT (name) ON people TO it_reader;
GRANT SELECT ON names TO it_reader WITH GRANT OPTION;
