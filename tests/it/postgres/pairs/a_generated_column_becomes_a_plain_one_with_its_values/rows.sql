INSERT INTO boxes (id, width) VALUES (1, 2), (2, 20);
