INSERT INTO cities VALUES (1, 'Bonn', 'Ada'); INSERT INTO places VALUES (2, 'x');
