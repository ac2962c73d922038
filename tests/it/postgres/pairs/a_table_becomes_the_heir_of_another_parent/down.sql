ALTER TABLE drills NO INHERIT machines;
ALTER TABLE saws NO INHERIT machines;
DROP INDEX drills_by_name;
ALTER TABLE saws DROP COLUMN id;
ALTER TABLE saws DROP COLUMN power;
ALTER TABLE drills RENAME TO drills_old;

CREATE TABLE things (
    id integer,
    name text
);

CREATE TABLE drills (
    bits integer
) INHERITS (things);

-- drills cannot be altered to this: its rows go over to a new table.
INSERT INTO drills (id, bits)
SELECT id, bits FROM drills_old;
DROP TABLE drills_old;
CREATE INDEX drills_by_name ON drills USING btree (name);
