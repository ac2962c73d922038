INSERT INTO parts VALUES ('007', 1.5), ('A1', 2.0);
