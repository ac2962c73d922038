SET @mode = @@sql_mode;
SET sql_mode = 'PIPES_AS_CONCAT';
CREATE PROCEDURE joined() SELECT 'a' || 'b';
SET sql_mode = 'ANSI_QUOTES';
CREATE TABLE t (a int);
CREATE TRIGGER fill BEFORE INSERT ON t FOR EACH ROW SET "NEW"."a" = 1;
SET sql_mode = @mode;
