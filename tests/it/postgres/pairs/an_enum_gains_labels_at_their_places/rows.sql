INSERT INTO issues VALUES (1, 'open'), (2, 'closed');
