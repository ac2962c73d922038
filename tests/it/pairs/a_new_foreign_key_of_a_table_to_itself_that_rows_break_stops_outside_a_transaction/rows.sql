INSERT INTO cities VALUES ('fr', 'Lyon');
