ALTER TABLE orders DETACH PARTITION orders_rest;
CREATE TABLE orders_other PARTITION OF orders DEFAULT;

CREATE OR REPLACE VIEW strange AS
 SELECT orders_other.id
   FROM orders_other;
DROP TABLE orders_rest;
