DROP TABLE orders_1_all;
DROP TABLE orders_1;
DROP TABLE orders_9;
DROP TABLE orders;
