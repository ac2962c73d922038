CREATE TYPE address AS (street text, town varchar(50), country text COLLATE "C");
COMMENT ON TYPE address IS 'of a person';
COMMENT ON COLUMN address.country IS 'two letters';
CREATE FUNCTION town(address) RETURNS text LANGUAGE sql AS 'SELECT ($1).town';
