CREATE TYPE address AS (street text, town text, box int);
CREATE FUNCTION town(address) RETURNS text LANGUAGE sql AS 'SELECT ($1).town';
