INSERT INTO items (id, code, net) VALUES (1, 7, 1), (2, NULL, NULL);
