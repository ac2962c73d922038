ALTER TABLE drills NO INHERIT things;
DROP INDEX drills_by_name;
ALTER TABLE drills RENAME TO drills_old;
ALTER TABLE saws RENAME TO saws_old;
DROP TABLE things;

CREATE TABLE drills (
    bits integer
) INHERITS (machines);
CREATE TABLE saws () INHERITS (machines);

-- drills cannot be altered to this: its rows go over to a new table.
INSERT INTO drills (id, bits)
SELECT id, bits FROM drills_old;
DROP TABLE drills_old;
CREATE INDEX drills_by_name ON drills USING btree (id);
INSERT INTO saws
SELECT FROM saws_old;
DROP TABLE saws_old;
