ALTER TABLE orders DETACH PARTITION orders_eu;
ALTER TABLE orders_eu DROP COLUMN id;
ALTER TABLE orders_eu ALTER COLUMN region TYPE character varying(9);
DROP TABLE orders;
