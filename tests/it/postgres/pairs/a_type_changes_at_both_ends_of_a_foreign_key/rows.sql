INSERT INTO parents VALUES (1), (2);
INSERT INTO children VALUES (11, 1), (12, 2), (13, 1);
