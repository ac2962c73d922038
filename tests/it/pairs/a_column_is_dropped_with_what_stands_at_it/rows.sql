INSERT INTO users VALUES (1, NULL, 36, 'Ada'), (2, 1, 20, 'Bob');
