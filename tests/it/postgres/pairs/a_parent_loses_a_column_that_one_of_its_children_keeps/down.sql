ALTER TABLE cities NO INHERIT places;
ALTER TABLE cities RENAME TO cities_old;
ALTER TABLE places ADD COLUMN name text;

CREATE TABLE cities (
    mayor text
) INHERITS (places);

-- cities cannot be altered to this: its rows go over to a new table.
INSERT INTO cities (id, name, mayor)
SELECT id, name, mayor FROM cities_old;
DROP TABLE cities_old;
