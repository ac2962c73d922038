CREATE TABLE orders (id int NOT NULL, region text NOT NULL, total int) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('de', 'fr');
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
