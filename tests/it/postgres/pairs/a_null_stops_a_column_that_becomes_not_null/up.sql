-- Stops at a row where users.name is NULL.
ALTER TABLE users ALTER COLUMN name SET NOT NULL;
