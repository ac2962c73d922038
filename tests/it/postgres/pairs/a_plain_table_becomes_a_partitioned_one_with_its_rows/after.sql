CREATE TABLE readings (meter int NOT NULL, at date NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE readings_all PARTITION OF readings DEFAULT;
