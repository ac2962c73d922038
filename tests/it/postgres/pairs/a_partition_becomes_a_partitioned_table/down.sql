ALTER TABLE bills DROP CONSTRAINT bills_id_fkey;
ALTER TABLE orders DETACH PARTITION orders_1;
ALTER TABLE orders_1 DROP CONSTRAINT orders_1_pkey;
ALTER TABLE orders_1_all RENAME TO orders_1_all_old;
ALTER TABLE orders_1 RENAME TO orders_1_old;
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (9);

-- orders_1 cannot be altered to this: its rows go over to a new table.
INSERT INTO orders_1 (id)
SELECT id FROM orders_1_old;
DROP TABLE orders_1_old;
ALTER TABLE bills ADD CONSTRAINT bills_id_fkey FOREIGN KEY (id) REFERENCES orders(id);
