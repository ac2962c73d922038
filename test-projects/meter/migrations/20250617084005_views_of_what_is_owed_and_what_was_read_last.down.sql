-- Add down migration script here
-- views of what is owed and what was read last
DROP VIEW latest_readings;
DROP VIEW owed;
