ALTER TABLE readings DETACH PARTITION readings_2024;
DROP TABLE readings_2025;
DROP TABLE readings_2026;
ALTER TABLE readings RENAME CONSTRAINT dated TO readings_at_not_null;
