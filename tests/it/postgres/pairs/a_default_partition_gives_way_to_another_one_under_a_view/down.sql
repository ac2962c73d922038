ALTER TABLE orders DETACH PARTITION orders_other;
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;

CREATE OR REPLACE VIEW strange AS
 SELECT orders_rest.id
   FROM orders_rest;
DROP TABLE orders_other;
