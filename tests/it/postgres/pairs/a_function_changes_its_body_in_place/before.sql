CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql AS 'SELECT n * 2';
GRANT EXECUTE ON FUNCTION twice(int) TO it_reader;
COMMENT ON FUNCTION twice(int) IS 'two times';
CREATE VIEW four AS SELECT twice(2);
