CREATE TABLE orders (id int, region text, total int) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu');
ALTER TABLE orders ADD CONSTRAINT once UNIQUE (region, id);
ALTER TABLE orders ADD CONSTRAINT once_with_total UNIQUE (region, id) INCLUDE (total);
