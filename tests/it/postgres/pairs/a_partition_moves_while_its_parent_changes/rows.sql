INSERT INTO orders VALUES (1, 'eu', 2, 3);
