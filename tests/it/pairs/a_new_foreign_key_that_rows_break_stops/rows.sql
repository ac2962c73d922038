INSERT INTO cities VALUES ('de', 'Ulm');
INSERT INTO streets VALUES ('de', 'Ulm'), ('de', 'Atlantis');
