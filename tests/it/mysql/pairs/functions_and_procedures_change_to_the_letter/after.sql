CREATE FUNCTION twice(x int, y int) RETURNS bigint DETERMINISTIC NO SQL COMMENT 'it''s more' RETURN x * y;
CREATE PROCEDURE fill(IN a int)
    MODIFIES SQL DATA
    SQL SECURITY INVOKER
BEGIN
  /* first; then */
  SET @a = a + 1;
  IF @a > 1 THEN SET @a = 2; END IF;
END;
CREATE TABLE t (a int);
CREATE VIEW v AS SELECT twice(a, 2) AS b FROM t;
