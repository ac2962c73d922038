CREATE TABLE t (name int, KEY by_name (name), CONSTRAINT positive CHECK (name > 0));
