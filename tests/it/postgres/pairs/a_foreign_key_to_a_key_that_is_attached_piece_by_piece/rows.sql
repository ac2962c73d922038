INSERT INTO orders VALUES (1, 'eu');
INSERT INTO bills VALUES (1, 'eu');
