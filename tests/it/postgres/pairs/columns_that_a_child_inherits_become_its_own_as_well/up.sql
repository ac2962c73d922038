ALTER TABLE cities NO INHERIT places;
ALTER TABLE rivers NO INHERIT places;
ALTER TABLE rivers RENAME TO rivers_old;

CREATE TABLE rivers (
    name text,
    length integer
) INHERITS (places);
ALTER TABLE cities INHERIT places;

-- rivers cannot be altered to this: its rows go over to a new table.
INSERT INTO rivers (id, name, length)
SELECT id, name, length FROM rivers_old;
DROP TABLE rivers_old;
