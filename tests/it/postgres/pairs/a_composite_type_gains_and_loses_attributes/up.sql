DROP FUNCTION town(address);

-- address cannot be altered to this: its columns go over to a new one.
ALTER TYPE address RENAME TO address_old;

CREATE TYPE address AS (
    street text,
    town character varying(50),
    country text COLLATE "C"
);
COMMENT ON COLUMN address.country IS 'two letters';
COMMENT ON TYPE address IS 'of a person';

CREATE FUNCTION town(address)
 RETURNS text
 LANGUAGE sql
AS $function$SELECT ($1).town$function$;
DROP TYPE address_old;
