CREATE TABLE orders (id int NOT NULL, region text NOT NULL, total int) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu');
CREATE TABLE orders_us PARTITION OF orders FOR VALUES IN ('us');
CREATE INDEX orders_by_total ON ONLY orders (total);
CREATE INDEX orders_eu_total_idx ON orders_eu (total);
CREATE INDEX orders_us_total_idx ON orders_us (total);
ALTER INDEX orders_by_total ATTACH PARTITION orders_us_total_idx;
ALTER TABLE ONLY orders ADD CONSTRAINT orders_key UNIQUE (region, id);
CREATE UNIQUE INDEX orders_us_region_id_key ON orders_us (region, id);
