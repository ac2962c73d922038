DROP VIEW two;
DROP VIEW people;

CREATE VIEW people AS
 SELECT users.id,
    users.name
   FROM users;
GRANT SELECT ON TABLE people TO it_reader;
COMMENT ON VIEW people IS 'for the reader';

CREATE VIEW two AS
 SELECT count(*) AS count
   FROM people;
