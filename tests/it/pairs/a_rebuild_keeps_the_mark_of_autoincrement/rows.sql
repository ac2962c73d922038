INSERT INTO orders VALUES (1, 'bread'), (500, 'butter');
DELETE FROM orders WHERE id = 500;
INSERT INTO bills VALUES (7);
DELETE FROM bills;
