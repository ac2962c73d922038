CREATE OR REPLACE FUNCTION twice(n integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT n * 2$function$;
