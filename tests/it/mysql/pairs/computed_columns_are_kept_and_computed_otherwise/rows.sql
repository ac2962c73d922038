INSERT INTO items (net) VALUES (1), (2);
