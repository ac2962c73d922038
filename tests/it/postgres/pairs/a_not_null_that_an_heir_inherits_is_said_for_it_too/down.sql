ALTER TABLE heir NO INHERIT base;
DROP TABLE another;
ALTER TABLE heir RENAME TO heir_old;
DROP TABLE later;

CREATE TABLE heir (
    c integer
) INHERITS (base);

-- heir cannot be altered to this: its rows go over to a new table.
INSERT INTO heir (a, b, c)
SELECT a, b, c FROM heir_old;
DROP TABLE heir_old;
