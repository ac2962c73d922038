DROP FUNCTION shown(integer);
DROP FUNCTION shown(text,text[]);

CREATE FUNCTION shown(date, OUT year integer, OUT month integer)
 RETURNS record
 LANGUAGE sql
AS $function$SELECT extract(year FROM $1)::int, extract(month FROM $1)::int$function$;

CREATE FUNCTION shown(integer, suffix text DEFAULT '!'::text)
 RETURNS text
 LANGUAGE sql
AS $function$SELECT $1::text || suffix$function$;

CREATE FUNCTION shown(text, VARIADIC others text[])
 RETURNS text
 LANGUAGE sql
AS $function$SELECT $1$function$;
