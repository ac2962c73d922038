-- Stops at a row that does not satisfy it.
ALTER TABLE ONLY orders ADD CONSTRAINT once_with_total UNIQUE (region, id) INCLUDE (total);

-- Stops at a row that does not satisfy it.
ALTER TABLE orders_eu ADD CONSTRAINT orders_eu_region_id_total_key UNIQUE (region, id) INCLUDE (total);
ALTER INDEX once_with_total ATTACH PARTITION orders_eu_region_id_total_key;
