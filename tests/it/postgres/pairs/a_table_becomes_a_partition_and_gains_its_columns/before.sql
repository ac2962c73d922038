CREATE TABLE orders (id int DEFAULT 1, region text) PARTITION BY LIST (region);
CREATE TABLE orders_eu (region text);
