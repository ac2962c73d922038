ALTER TABLE orders_low DETACH PARTITION orders_1;
ALTER TABLE orders_1 DROP CONSTRAINT orders_1_pkey;
DROP TABLE orders_low;
DROP TABLE orders;
