DROP VIEW best;
DROP MATERIALIZED VIEW totals;
ALTER TABLE sales ALTER COLUMN amount TYPE bigint;

CREATE MATERIALIZED VIEW totals AS
 SELECT sales.place,
    sum(sales.amount) AS amount
   FROM sales
  GROUP BY sales.place;
GRANT SELECT ON TABLE totals TO it_reader;
COMMENT ON MATERIALIZED VIEW totals IS 'refreshed at night';

CREATE VIEW best AS
 SELECT totals.place
   FROM totals
  WHERE (totals.amount > (100)::numeric);
CREATE INDEX totals_amount ON totals USING btree (amount DESC) WHERE (amount > (10)::numeric);
CREATE UNIQUE INDEX totals_place ON totals USING btree (place);
