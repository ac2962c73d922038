DROP PROCEDURE tidy();

CREATE FUNCTION added(point2, point2)
 RETURNS point2
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT ROW($1.x + $2.x, $1.y + $2.y)::point2$function$;

CREATE PROCEDURE tidy(INOUT count integer)
 LANGUAGE plpgsql
AS $procedure$BEGIN count := count + 1; END$procedure$;
CREATE AGGREGATE total(point2) (SFUNC = added, STYPE = point2);
COMMENT ON AGGREGATE total(point2) IS 'of all';
CREATE OPERATOR + (FUNCTION = added, LEFTARG = point2, RIGHTARG = point2, COMMUTATOR = +);
CREATE CAST (text AS point2) WITH FUNCTION point2_of(text) AS ASSIGNMENT;
