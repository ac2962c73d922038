INSERT INTO users VALUES (1, 'Ada'), (50, 'Bob');
DELETE FROM users WHERE id = 50;
INSERT INTO posts VALUES (1);
