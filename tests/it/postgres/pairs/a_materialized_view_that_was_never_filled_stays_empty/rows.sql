INSERT INTO sales VALUES (1, 'Bonn');
