CREATE TABLE sales (id int PRIMARY KEY, place text, amount int NOT NULL);
CREATE MATERIALIZED VIEW totals AS SELECT place, sum(amount) AS amount FROM sales GROUP BY place;
CREATE UNIQUE INDEX totals_place ON totals (place);
CREATE INDEX totals_amount ON totals (amount DESC) WHERE amount > 10;
COMMENT ON MATERIALIZED VIEW totals IS 'refreshed at night';
GRANT SELECT ON totals TO it_reader;
CREATE VIEW best AS SELECT place FROM totals WHERE amount > 100;
