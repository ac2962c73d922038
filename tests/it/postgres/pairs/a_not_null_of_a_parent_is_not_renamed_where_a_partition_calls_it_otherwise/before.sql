CREATE TABLE readings (at date, meter int NOT NULL) PARTITION BY RANGE (at);
CREATE TABLE readings_2024 (at date, meter int CONSTRAINT metered NOT NULL);
ALTER TABLE readings ATTACH PARTITION readings_2024 FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
