CREATE TABLE orders (id int) PARTITION BY RANGE (id);
CREATE TABLE orders_rest PARTITION OF orders DEFAULT;
CREATE VIEW strange AS SELECT id FROM orders_rest;
