INSERT INTO orders VALUES (2, 'eu', 20); INSERT INTO bills VALUES (1, 2, 'eu');
