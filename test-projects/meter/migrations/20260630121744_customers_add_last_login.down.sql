-- Add down migration script here
-- customers add last login
ALTER TABLE customers DROP COLUMN last_login;
