CREATE OR REPLACE FUNCTION twice(n integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT COST 5
 SET search_path TO 'pg_catalog'
AS $function$SELECT n + n$function$;
