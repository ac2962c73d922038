DROP VIEW large;
ALTER DOMAIN amount DROP CONSTRAINT amount_check;

-- amount cannot be altered to this: its columns go over to a new one.
ALTER DOMAIN amount RENAME TO amount_old;
CREATE DOMAIN amount AS bigint CONSTRAINT amount_check CHECK ((VALUE >= 0));
ALTER TABLE bills ALTER COLUMN total TYPE amount USING total::text::amount;

CREATE VIEW large AS
 SELECT bills.id,
    bills.total
   FROM bills
  WHERE ((bills.total)::bigint > 100);
DROP DOMAIN amount_old;
