INSERT INTO teams VALUES (1, NULL);
INSERT INTO users VALUES (7, 1), (8, 1);
UPDATE teams SET leader = 7;
