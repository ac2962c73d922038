INSERT INTO users VALUES (1, 'Ada', 2.25, 3), (2, 'Bo', NULL, NULL);
