CREATE TABLE readings (at date NOT NULL, meter int NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE readings_2024 (at date NOT NULL, meter int CONSTRAINT metered NOT NULL);
