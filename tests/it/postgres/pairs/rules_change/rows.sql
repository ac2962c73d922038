INSERT INTO live VALUES (1, 'a');
