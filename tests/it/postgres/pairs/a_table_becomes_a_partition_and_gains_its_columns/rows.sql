INSERT INTO orders_eu VALUES ('eu');
