INSERT INTO users VALUES ('Ada', 'countess');
