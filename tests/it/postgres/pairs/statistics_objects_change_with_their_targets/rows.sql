INSERT INTO places VALUES (1, 'Bonn', '53111');
