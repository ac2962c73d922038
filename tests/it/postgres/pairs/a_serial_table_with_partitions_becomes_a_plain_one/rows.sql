INSERT INTO orders (region) VALUES ('eu');
