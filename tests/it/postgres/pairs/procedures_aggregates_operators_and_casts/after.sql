CREATE PROCEDURE tidy(INOUT count int) LANGUAGE plpgsql AS 'BEGIN count := count + 1; END';
CREATE TYPE point2 AS (x int, y int);
CREATE FUNCTION point2_of(text) RETURNS point2 LANGUAGE sql IMMUTABLE AS 'SELECT ROW(1, 2)::point2';
CREATE CAST (text AS point2) WITH FUNCTION point2_of(text) AS ASSIGNMENT;
CREATE FUNCTION added(point2, point2) RETURNS point2 LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1.x + $2.x, $1.y + $2.y)::point2';
CREATE OPERATOR + (FUNCTION = added, LEFTARG = point2, RIGHTARG = point2, COMMUTATOR = +);
CREATE AGGREGATE total (point2) (SFUNC = added, STYPE = point2);
COMMENT ON AGGREGATE total (point2) IS 'of all';
