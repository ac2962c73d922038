INSERT INTO parents VALUES (1, 1, 1), (2, 2, 2);
INSERT INTO children VALUES (1, 1, 2, 2, 2), (2, NULL, NULL, NULL, NULL);
