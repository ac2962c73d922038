INSERT INTO users VALUES (1, 'long ago');
