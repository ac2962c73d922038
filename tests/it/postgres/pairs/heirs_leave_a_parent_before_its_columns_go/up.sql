ALTER TABLE drills NO INHERIT things;
ALTER TABLE drills RENAME TO drills_old;
DROP TABLE things;

-- amount cannot be altered to this: its columns go over to a new one.
ALTER DOMAIN amount RENAME TO amount_old;
CREATE DOMAIN amount AS character varying(9);

CREATE TABLE goods (
    price amount
);

CREATE TABLE drills (
    bits integer
) INHERITS (goods);

-- drills cannot be altered to this: its rows go over to a new table.
INSERT INTO drills (price, bits)
SELECT price::text::amount, bits FROM drills_old;
DROP TABLE drills_old;
DROP DOMAIN amount_old;
