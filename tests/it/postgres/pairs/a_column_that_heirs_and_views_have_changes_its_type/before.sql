CREATE TABLE places (id int CHECK (id > 0), name varchar(20));
CREATE TABLE cities (mayor text) INHERITS (places);
CREATE VIEW all_places AS SELECT id, name FROM places;
CREATE VIEW all_cities AS SELECT name, mayor FROM cities;
CREATE INDEX cities_by_name ON cities (name) WHERE name <> '';
