-- Stops at a row that does not satisfy it.
ALTER TABLE ONLY orders ADD CONSTRAINT orders_once UNIQUE (region, id);

-- Stops at a row that does not satisfy it.
ALTER TABLE orders_eu ADD CONSTRAINT eu_once UNIQUE (region, id);
ALTER INDEX orders_once ATTACH PARTITION eu_once;

-- Stops at a row that does not satisfy it.
ALTER TABLE bills ADD CONSTRAINT bills_region_id_fkey FOREIGN KEY (region, id) REFERENCES orders(region, id);
