CREATE TABLE orders (
    id integer,
    region text
) PARTITION BY LIST (region);
ALTER TABLE orders_eu ALTER COLUMN region TYPE text;
ALTER TABLE orders_eu ADD COLUMN id integer;
ALTER TABLE orders ATTACH PARTITION orders_eu FOR VALUES IN ('eu');
