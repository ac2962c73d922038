CREATE TABLE sales (id int PRIMARY KEY, place text, amount int);
CREATE MATERIALIZED VIEW totals AS SELECT place, sum(amount) AS amount FROM sales GROUP BY place;
CREATE UNIQUE INDEX totals_place ON totals (place);
