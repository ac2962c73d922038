CREATE TABLE orders (id int NOT NULL, region text NOT NULL, total int, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu');
CREATE TABLE orders_us PARTITION OF orders FOR VALUES IN ('us');
CREATE TABLE bills (id int PRIMARY KEY, of_order int, region text, FOREIGN KEY (of_order, region) REFERENCES orders (id, region));
