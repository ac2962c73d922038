INSERT INTO points VALUES (1, 'one');
