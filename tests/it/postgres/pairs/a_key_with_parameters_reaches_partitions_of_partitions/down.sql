DROP TABLE orders_1;
DROP TABLE orders;
