CREATE INDEX orders_by_total ON ONLY orders USING btree (total);
CREATE INDEX eu_by_total ON orders_eu USING btree (total);
CREATE UNIQUE INDEX orders_once ON ONLY orders USING btree (region, id);

-- Stops at a row that does not satisfy it.
ALTER TABLE orders_eu ADD CONSTRAINT eu_key PRIMARY KEY (region, id);

-- Stops at a row that does not satisfy it.
ALTER TABLE orders_us ADD CONSTRAINT us_key UNIQUE (region, id);
ALTER INDEX orders_once ATTACH PARTITION eu_key;
ALTER INDEX orders_once ATTACH PARTITION us_key;
ALTER INDEX orders_by_total ATTACH PARTITION eu_by_total;
