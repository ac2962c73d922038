INSERT INTO orders VALUES (1, 'bread'), (9, 'butter');
