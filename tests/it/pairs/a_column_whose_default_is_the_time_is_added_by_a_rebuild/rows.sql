INSERT INTO events VALUES ('start'), ('stop');
