CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5 SET search_path = pg_catalog AS 'SELECT n + n';
GRANT EXECUTE ON FUNCTION twice(int) TO it_reader;
COMMENT ON FUNCTION twice(int) IS 'two times';
CREATE VIEW four AS SELECT twice(2);
