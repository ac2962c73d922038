ALTER TABLE bills DROP CONSTRAINT bills_id_fkey;
ALTER TABLE orders DETACH PARTITION orders_1;
DROP INDEX orders_1_name_idx;
ALTER TABLE orders_1 DROP CONSTRAINT orders_1_pkey;
DROP TABLE bills;
DROP TABLE orders;
