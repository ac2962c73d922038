CREATE TABLE orders (id int) PARTITION BY RANGE (id);
CREATE TABLE orders_other PARTITION OF orders DEFAULT;
CREATE VIEW strange AS SELECT id FROM orders_other;
