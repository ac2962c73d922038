ALTER TABLE drills NO INHERIT goods;
ALTER TABLE drills RENAME TO drills_old;
DROP TABLE goods;

-- amount cannot be altered to this: its columns go over to a new one.
ALTER DOMAIN amount RENAME TO amount_old;
CREATE DOMAIN amount AS text;

CREATE TABLE things (
    price amount
);

CREATE TABLE drills (
    bits integer
) INHERITS (things);

-- drills cannot be altered to this: its rows go over to a new table.
INSERT INTO drills (price, bits)
SELECT price::text::amount, bits FROM drills_old;
DROP TABLE drills_old;
DROP DOMAIN amount_old;
