CREATE TABLE orders_1 (id int NOT NULL, name text);
