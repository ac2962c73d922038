DROP FUNCTION town(address);

-- address cannot be altered to this: its columns go over to a new one.
ALTER TYPE address RENAME TO address_old;

CREATE TYPE address AS (
    street text,
    town text,
    box integer
);

CREATE FUNCTION town(address)
 RETURNS text
 LANGUAGE sql
AS $function$SELECT ($1).town$function$;
DROP TYPE address_old;
