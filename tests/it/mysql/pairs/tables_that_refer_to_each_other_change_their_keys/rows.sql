INSERT INTO teams VALUES (1, NULL);
INSERT INTO members VALUES (7, 1);
UPDATE teams SET leader = 7;
