CREATE DOMAIN mail AS text DEFAULT 'x@y' NOT NULL CONSTRAINT with_dot CHECK (VALUE LIKE '%.%');
CREATE TABLE users (id int PRIMARY KEY, mail mail);
COMMENT ON DOMAIN mail IS 'an address';
