CREATE TABLE points (x int, y int);
CREATE STATISTICS points_s ON x, y FROM points;
COMMENT ON STATISTICS points_s IS 'x goes with y';
ALTER STATISTICS points_s SET STATISTICS 500;
