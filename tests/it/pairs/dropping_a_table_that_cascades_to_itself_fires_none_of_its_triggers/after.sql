CREATE TABLE log (line);
