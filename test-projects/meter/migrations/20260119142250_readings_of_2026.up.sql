-- A partition of its own for the readings of 2026.
--
-- Some are in the default partition already, and PostgreSQL refuses a partition whose rows lie
-- there: they step aside meanwhile.
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
    SELECT * FROM readings_other
     WHERE read_at >= '2026-01-01 00:00:00+00' AND read_at < '2027-01-01 00:00:00+00';
DELETE FROM readings_other
 WHERE read_at >= '2026-01-01 00:00:00+00' AND read_at < '2027-01-01 00:00:00+00';

CREATE TABLE readings_2026 PARTITION OF readings FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2027-01-01 00:00:00+00');

INSERT INTO readings SELECT * FROM moved;
