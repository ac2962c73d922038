-- The readings of 2026 go back to the default partition.
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
    SELECT * FROM readings_2026;

DROP TABLE readings_2026;

INSERT INTO readings SELECT * FROM moved;
