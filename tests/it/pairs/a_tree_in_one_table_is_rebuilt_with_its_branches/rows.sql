INSERT INTO folders VALUES (1, NULL, 'root'), (2, 1, 'home'), (3, 2, 'ada');
INSERT INTO files VALUES (3), (1);
