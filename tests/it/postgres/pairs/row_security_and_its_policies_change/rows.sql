INSERT INTO papers VALUES (1, 'ada', true);
