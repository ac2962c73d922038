INSERT INTO users VALUES (1, 'Ada', 'countess');
INSERT INTO posts VALUES (1);
