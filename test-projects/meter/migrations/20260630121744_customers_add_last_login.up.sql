-- Add up migration script here
-- customers add last login
-- label: 0.3
ALTER TABLE customers ADD COLUMN last_login timestamp with time zone;
