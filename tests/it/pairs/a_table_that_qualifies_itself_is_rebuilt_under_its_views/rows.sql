INSERT INTO users VALUES ('Ada', 36);
