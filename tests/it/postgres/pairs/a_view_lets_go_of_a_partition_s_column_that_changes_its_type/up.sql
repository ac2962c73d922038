CREATE OR REPLACE VIEW notes AS
 SELECT orders_1.note AS it
   FROM orders_1;
ALTER TABLE orders ALTER COLUMN name TYPE character varying(90);
