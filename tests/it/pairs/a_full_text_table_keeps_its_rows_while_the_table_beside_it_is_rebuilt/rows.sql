INSERT INTO notes VALUES (1, 'buy bread'), (2, 'sell books');
