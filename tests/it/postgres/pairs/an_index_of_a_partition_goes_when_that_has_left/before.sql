CREATE TABLE orders (id int, name text, CONSTRAINT orders_pk PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX orders_by_name ON orders (name);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (9);
CREATE TABLE bills (id int REFERENCES orders);
