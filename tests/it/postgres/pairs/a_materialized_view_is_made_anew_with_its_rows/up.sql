DROP MATERIALIZED VIEW totals;

CREATE MATERIALIZED VIEW totals WITH (fillfactor=70) AS
 SELECT sales.place,
    sum(sales.amount) AS amount,
    count(*) AS count
   FROM sales
  GROUP BY sales.place;
CREATE INDEX totals_count ON totals USING btree (count);
CREATE UNIQUE INDEX totals_place ON totals USING btree (place);
