CREATE TABLE orders (id int NOT NULL, region text NOT NULL, total int) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu');
CREATE TABLE orders_us PARTITION OF orders FOR VALUES IN ('us');
CREATE INDEX orders_by_total ON orders (total);
ALTER TABLE orders ADD CONSTRAINT orders_key UNIQUE (region, id);
