-- Stops at a row that does not satisfy it.
ALTER TABLE orders_eu ADD CONSTRAINT orders_eu_region_id_key UNIQUE (region, id);
ALTER TABLE orders_us ADD CONSTRAINT orders_us_region_id_key UNIQUE USING INDEX orders_us_region_id_key;
ALTER INDEX orders_key ATTACH PARTITION orders_eu_region_id_key;
ALTER INDEX orders_key ATTACH PARTITION orders_us_region_id_key;
ALTER INDEX orders_by_total ATTACH PARTITION orders_eu_total_idx;
