INSERT INTO users VALUES ('Ada'), ('bob');
