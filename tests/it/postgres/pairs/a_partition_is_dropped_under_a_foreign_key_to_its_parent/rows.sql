INSERT INTO orders VALUES (2, 'us', 20); INSERT INTO bills VALUES (1, 2, 'us');
