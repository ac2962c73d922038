INSERT INTO readings VALUES ('monday', 1.0), ('tuesday', 2.5);
