INSERT INTO notes VALUES (1, 'buy bread');
