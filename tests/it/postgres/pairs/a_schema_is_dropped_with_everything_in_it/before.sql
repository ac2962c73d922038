CREATE SCHEMA old;
CREATE TYPE old.state AS ENUM ('a', 'b');
CREATE TABLE old.things (id serial PRIMARY KEY, state old.state);
CREATE VIEW old.all_things AS SELECT * FROM old.things;
CREATE FUNCTION old.f() RETURNS SETOF old.things LANGUAGE sql AS 'SELECT * FROM old.things';
CREATE TABLE kept (id int PRIMARY KEY, thing int REFERENCES old.things (id));
