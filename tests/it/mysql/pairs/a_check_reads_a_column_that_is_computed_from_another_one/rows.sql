INSERT INTO items (net, id) VALUES (1, 1);
