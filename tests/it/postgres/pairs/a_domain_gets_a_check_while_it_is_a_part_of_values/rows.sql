INSERT INTO goods VALUES (1, (7, 'EUR')), (2, NULL);
INSERT INTO words VALUES ('{a,b}');
