INSERT INTO app.parts VALUES (1, 2, 'x'), (2, NULL, NULL);
