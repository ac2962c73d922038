CREATE TABLE users (id int PRIMARY KEY, name text, level int);
CREATE TABLE notes (id int PRIMARY KEY);
CREATE PUBLICATION out FOR TABLE users (id, name) WHERE (id > 10), notes WITH (publish = 'insert, update');
COMMENT ON PUBLICATION out IS 'to the other site';
