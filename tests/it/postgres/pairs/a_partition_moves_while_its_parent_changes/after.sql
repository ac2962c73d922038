CREATE TABLE orders (id int, region text, size bigint, new int DEFAULT 5) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu', 'gb');
