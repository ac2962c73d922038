INSERT INTO users VALUES ('Ada'), (NULL);
