INSERT INTO docs VALUES (1, 'some words');
