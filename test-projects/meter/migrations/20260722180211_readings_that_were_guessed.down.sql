-- Add down migration script here
-- readings that were guessed
DROP INDEX readings_guessed;
