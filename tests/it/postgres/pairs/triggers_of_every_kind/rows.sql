INSERT INTO papers VALUES (1, 'a');
