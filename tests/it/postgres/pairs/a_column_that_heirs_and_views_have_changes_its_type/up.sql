DROP VIEW all_cities;
DROP VIEW all_places;
DROP INDEX cities_by_name;
ALTER TABLE places ALTER COLUMN id TYPE bigint;
ALTER TABLE places ALTER COLUMN name TYPE text;

-- Stops at a row where places.name is NULL.
ALTER TABLE places ALTER COLUMN name SET NOT NULL;
CREATE INDEX cities_by_name ON cities USING btree (name) WHERE (name <> ''::text);

CREATE VIEW all_cities AS
 SELECT cities.name,
    cities.mayor
   FROM cities;

CREATE VIEW all_places AS
 SELECT places.id,
    places.name
   FROM places;
