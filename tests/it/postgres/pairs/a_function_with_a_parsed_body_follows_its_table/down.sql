DROP FUNCTION called(integer);
ALTER TABLE users ALTER COLUMN name TYPE character varying(20);

CREATE FUNCTION called(wanted integer)
 RETURNS text
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT users.name
    FROM users
   WHERE (users.id = called.wanted);
END;
