INSERT INTO cities VALUES ('de', 'Ulm');
INSERT INTO streets VALUES ('de'), ('fr');
