ALTER TABLE readings RENAME TO readings_old;

CREATE TABLE readings (
    meter integer NOT NULL,
    at date NOT NULL
) PARTITION BY RANGE (at);
CREATE TABLE readings_all PARTITION OF readings DEFAULT;

-- readings cannot be altered to this: its rows go over to a new table.
INSERT INTO readings (meter, at)
SELECT meter, at FROM readings_old;
DROP TABLE readings_old;
