-- Add down migration script here
-- monthly use
DROP MATERIALIZED VIEW monthly_use;
