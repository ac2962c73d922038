INSERT INTO users VALUES ('Ada', 'a', 'born');
