INSERT INTO users VALUES ('Ada', 'ada@example.org', 'a', NULL);
