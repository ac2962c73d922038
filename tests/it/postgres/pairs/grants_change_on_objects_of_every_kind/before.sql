CREATE SCHEMA app;
CREATE TABLE app.users (id int PRIMARY KEY, name text, mail text);
CREATE SEQUENCE app.numbers;
CREATE FUNCTION app.f() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TYPE app.state AS ENUM ('a');
GRANT SELECT ON app.users TO it_reader, it_writer;
