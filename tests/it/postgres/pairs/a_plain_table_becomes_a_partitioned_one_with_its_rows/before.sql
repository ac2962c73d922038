CREATE TABLE readings (meter int NOT NULL, at date NOT NULL);
