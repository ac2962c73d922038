ALTER TABLE bills DROP CONSTRAINT bills_of_order_region_fkey;
ALTER TABLE orders DETACH PARTITION orders_us;
ALTER TABLE orders ATTACH PARTITION orders_us FOR VALUES IN ('us');
ALTER TABLE bills ADD CONSTRAINT bills_of_order_region_fkey FOREIGN KEY (of_order, region) REFERENCES orders(id, region);
