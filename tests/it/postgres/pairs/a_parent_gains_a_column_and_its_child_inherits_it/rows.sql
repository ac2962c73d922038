INSERT INTO places VALUES (1, 'Fell');
INSERT INTO cities VALUES (2, 'Bonn', 'Ada');
