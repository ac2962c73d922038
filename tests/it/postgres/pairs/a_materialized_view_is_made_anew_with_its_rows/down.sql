DROP MATERIALIZED VIEW totals;

CREATE MATERIALIZED VIEW totals AS
 SELECT sales.place,
    sum(sales.amount) AS amount
   FROM sales
  GROUP BY sales.place;
CREATE UNIQUE INDEX totals_place ON totals USING btree (place);
