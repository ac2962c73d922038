ALTER TABLE orders ALTER COLUMN name TYPE text;

CREATE OR REPLACE VIEW notes AS
 SELECT orders_1.name AS it
   FROM orders_1;
