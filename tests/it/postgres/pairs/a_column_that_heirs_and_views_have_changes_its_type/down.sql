DROP VIEW all_cities;
DROP VIEW all_places;
DROP INDEX cities_by_name;
ALTER TABLE places ALTER COLUMN id TYPE integer;
ALTER TABLE places ALTER COLUMN name DROP NOT NULL;
ALTER TABLE places ALTER COLUMN name TYPE character varying(20);
CREATE INDEX cities_by_name ON cities USING btree (name) WHERE ((name)::text <> ''::text);

CREATE VIEW all_cities AS
 SELECT cities.name,
    cities.mayor
   FROM cities;

CREATE VIEW all_places AS
 SELECT places.id,
    places.name
   FROM places;
