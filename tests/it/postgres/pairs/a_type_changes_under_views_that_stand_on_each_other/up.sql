DROP VIEW loud;
DROP VIEW names;
ALTER TABLE users ALTER COLUMN name TYPE text;

CREATE VIEW names AS
 SELECT users.id,
    users.name
   FROM users;
ALTER VIEW names ALTER COLUMN name SET DEFAULT 'x'::text;

CREATE VIEW loud WITH (security_barrier=true) AS
 SELECT names.id,
    upper(names.name) AS name
   FROM names
  WHERE (names.id > 0);
COMMENT ON COLUMN loud.name IS 'upper';
GRANT SELECT ON TABLE loud TO it_reader;
COMMENT ON VIEW loud IS 'as they are called';

CREATE RULE named AS
    ON INSERT TO names DO INSTEAD  INSERT INTO users (id, name)
  VALUES (new.id, new.name);
