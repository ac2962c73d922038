INSERT INTO parents VALUES (1, 1), (2, 1);
INSERT INTO children VALUES (1, 1, 1), (2, NULL, NULL);
