INSERT INTO notes VALUES ('a');
