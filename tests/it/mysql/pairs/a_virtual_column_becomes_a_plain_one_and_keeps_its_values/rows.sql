INSERT INTO items (net, code) VALUES (1, 'a'), (2, 'b'), (NULL, NULL);
