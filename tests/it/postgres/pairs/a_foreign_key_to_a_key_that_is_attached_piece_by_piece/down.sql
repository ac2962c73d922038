ALTER TABLE bills DROP CONSTRAINT bills_region_id_fkey;
ALTER TABLE orders DROP CONSTRAINT orders_once;
