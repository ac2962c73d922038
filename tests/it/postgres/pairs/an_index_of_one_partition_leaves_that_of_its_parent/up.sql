DROP INDEX orders_by_total;
ALTER TABLE orders DROP CONSTRAINT orders_key;
ALTER TABLE ONLY orders ADD CONSTRAINT orders_key UNIQUE (region, id);
CREATE INDEX orders_by_total ON ONLY orders USING btree (total);
CREATE INDEX orders_eu_total_idx ON orders_eu USING btree (total);
CREATE UNIQUE INDEX orders_us_region_id_key ON orders_us USING btree (region, id);
CREATE INDEX orders_us_total_idx ON orders_us USING btree (total);
ALTER INDEX orders_by_total ATTACH PARTITION orders_us_total_idx;
