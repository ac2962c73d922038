CREATE TABLE orders (id int NOT NULL, region text NOT NULL) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu');
ALTER TABLE orders_eu ADD CONSTRAINT eu_once UNIQUE (region, id);
ALTER TABLE orders ADD CONSTRAINT orders_once UNIQUE (region, id);
CREATE TABLE bills (id int, region text, FOREIGN KEY (region, id) REFERENCES orders (region, id));
