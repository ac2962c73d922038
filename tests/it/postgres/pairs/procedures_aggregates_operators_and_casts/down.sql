DROP CAST (text AS point2);
DROP PROCEDURE tidy(integer);
DROP AGGREGATE total(point2);
DROP OPERATOR + (point2, point2);
DROP FUNCTION added(point2,point2);

CREATE PROCEDURE tidy()
 LANGUAGE sql
AS $procedure$SELECT 1$procedure$;
