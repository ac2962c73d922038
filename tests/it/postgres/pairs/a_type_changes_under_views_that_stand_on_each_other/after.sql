CREATE TABLE users (id int PRIMARY KEY, name text, level int DEFAULT 1);
CREATE VIEW names AS SELECT id, name FROM users;
CREATE VIEW loud (id, name) WITH (security_barrier = true) AS SELECT id, upper(name) FROM names WHERE id > 0;
COMMENT ON VIEW loud IS 'as they are called';
COMMENT ON COLUMN loud.name IS 'upper';
GRANT SELECT ON loud TO it_reader;
ALTER VIEW names ALTER COLUMN name SET DEFAULT 'x';
CREATE RULE named AS ON INSERT TO names DO INSTEAD INSERT INTO users (id, name) VALUES (NEW.id, NEW.name);
