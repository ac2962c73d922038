CREATE TABLE orders (id int, name varchar(90), note text) PARTITION BY RANGE (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (9);
CREATE VIEW notes AS SELECT note AS it FROM orders_1;
