INSERT INTO users VALUES (1, 'Ada', 'ada@example.org', 36), (2, 'Bo', NULL, NULL);
