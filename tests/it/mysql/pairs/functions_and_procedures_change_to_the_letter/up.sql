CREATE OR REPLACE FUNCTION `twice`(x int, y int) RETURNS bigint(20)
    NO SQL
    DETERMINISTIC
    COMMENT 'it''s more'
RETURN x * y;

CREATE OR REPLACE PROCEDURE `fill`(IN a int)
    MODIFIES SQL DATA
    SQL SECURITY INVOKER
BEGIN
  /* first; then */
  SET @a = a + 1;
  IF @a > 1 THEN SET @a = 2; END IF;
END;
CREATE OR REPLACE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS select `twice`(`t`.`a`,2) AS `b` from `t`;
