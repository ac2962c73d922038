INSERT INTO orders VALUES (1, 'de', 10), (2, 'us', 20), (3, 'fr', NULL);
