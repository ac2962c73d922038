DROP FUNCTION shown(date);
DROP FUNCTION shown(integer,text);
DROP FUNCTION shown(text,text[]);

CREATE FUNCTION shown(integer)
 RETURNS text
 LANGUAGE sql
AS $function$SELECT $1::text$function$;

CREATE FUNCTION shown(text, VARIADIC more text[])
 RETURNS text
 LANGUAGE sql
AS $function$SELECT $1$function$;
