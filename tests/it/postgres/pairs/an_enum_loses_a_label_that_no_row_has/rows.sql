INSERT INTO issues VALUES (1, 'open', '{open,closed}'), (2, 'closed', NULL);
