INSERT INTO papers VALUES (1, 1, 'a'), (2, 0, 'b');
