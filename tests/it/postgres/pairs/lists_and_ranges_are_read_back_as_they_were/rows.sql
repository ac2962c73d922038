INSERT INTO issues VALUES (1, 'open', 5, 'a'), (2, NULL, 40, NULL);
