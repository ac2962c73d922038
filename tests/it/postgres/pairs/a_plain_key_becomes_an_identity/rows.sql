INSERT INTO users VALUES (1, 'Ada'), (5, 'Bo');
