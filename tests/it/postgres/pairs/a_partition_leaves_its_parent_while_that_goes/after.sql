CREATE TABLE orders_eu (region varchar(9));
