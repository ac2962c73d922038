CREATE TABLE users (id int PRIMARY KEY, name text, mail text);
CREATE VIEW people AS SELECT id, name FROM users;
GRANT SELECT ON people TO it_reader;
COMMENT ON VIEW people IS 'for the reader';
CREATE VIEW two AS SELECT count(*) FROM people;
