INSERT INTO drills VALUES (1, 'drill', 20), (2, 'hammer drill', 30);
INSERT INTO saws DEFAULT VALUES;
