DROP VIEW names;
DROP VIEW people;

CREATE VIEW people AS
 SELECT users.name
   FROM users;
GRANT SELECT (name) ON TABLE people TO it_reader;

CREATE VIEW names AS
 SELECT people.name
   FROM people;
GRANT SELECT ON TABLE names TO it_reader WITH GRANT OPTION;
