INSERT INTO parts VALUES (1, '12'), (2, 'large');
