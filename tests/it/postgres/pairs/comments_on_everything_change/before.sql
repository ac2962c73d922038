CREATE SCHEMA app;
COMMENT ON SCHEMA app IS 'old';
CREATE TYPE app.state AS ENUM ('a');
CREATE TABLE app.users (id int CONSTRAINT one PRIMARY KEY, name text CONSTRAINT two CHECK (name <> ''));
COMMENT ON TABLE app.users IS 'gone soon';
COMMENT ON COLUMN app.users.name IS 'old';
CREATE INDEX by_name ON app.users (name);
CREATE VIEW app.names AS SELECT name FROM app.users;
CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 1';
