ALTER TABLE drills RENAME TO drills_old;
ALTER TABLE ONLY things ALTER COLUMN state SET DEFAULT 'new'::text;
CREATE TABLE drills () INHERITS (things);
INSERT INTO drills
SELECT FROM drills_old;
DROP TABLE drills_old;
