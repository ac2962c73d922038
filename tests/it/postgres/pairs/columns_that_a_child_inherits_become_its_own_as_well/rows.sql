INSERT INTO cities VALUES (1, 'Bonn', 'Ada'); INSERT INTO rivers VALUES (2, 'Rhine', 1233);
