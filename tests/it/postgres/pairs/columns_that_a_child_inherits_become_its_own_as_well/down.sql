ALTER TABLE cities NO INHERIT places;
ALTER TABLE rivers NO INHERIT places;
ALTER TABLE cities RENAME TO cities_old;
ALTER TABLE rivers RENAME TO rivers_old;

CREATE TABLE cities (
    mayor text
) INHERITS (places);

CREATE TABLE rivers (
    length integer
) INHERITS (places);

-- cities cannot be altered to this: its rows go over to a new table.
INSERT INTO cities (id, name, mayor)
SELECT id, name, mayor FROM cities_old;
DROP TABLE cities_old;

-- rivers cannot be altered to this: its rows go over to a new table.
INSERT INTO rivers (id, name, length)
SELECT id, name, length FROM rivers_old;
DROP TABLE rivers_old;
