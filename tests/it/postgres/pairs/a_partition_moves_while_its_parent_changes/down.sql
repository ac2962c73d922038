ALTER TABLE orders DETACH PARTITION orders_eu;
ALTER TABLE orders_eu DROP COLUMN new;
ALTER TABLE orders DROP COLUMN new;
ALTER TABLE orders ALTER COLUMN size TYPE integer;
ALTER TABLE orders_eu ALTER COLUMN size TYPE integer;
ALTER TABLE orders ADD COLUMN old integer;
ALTER TABLE orders_eu ADD COLUMN old integer;
ALTER TABLE orders ATTACH PARTITION orders_eu FOR VALUES IN ('eu');
