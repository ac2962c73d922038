INSERT INTO settings VALUES ('colour', 'red'), ('size', 10);
