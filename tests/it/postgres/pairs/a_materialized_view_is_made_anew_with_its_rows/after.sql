CREATE TABLE sales (id int PRIMARY KEY, place text, amount int);
CREATE MATERIALIZED VIEW totals WITH (fillfactor = 70) AS SELECT place, sum(amount) AS amount, count(*) AS count FROM sales GROUP BY place;
CREATE UNIQUE INDEX totals_place ON totals (place);
CREATE INDEX totals_count ON totals (count);
