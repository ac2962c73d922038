INSERT INTO users VALUES (1, 'Ada', 5, '{a,b}', NULL);
