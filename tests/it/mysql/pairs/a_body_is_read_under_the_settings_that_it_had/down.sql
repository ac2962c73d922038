SET @sql_mode_before = @@SESSION.sql_mode;
SET SESSION sql_mode = 'PIPES_AS_CONCAT';

CREATE PROCEDURE `joined`()
SELECT 'a' || 'b';
SET SESSION sql_mode = @sql_mode_before;
SET @sql_mode_before = @@SESSION.sql_mode;
SET SESSION sql_mode = 'ANSI_QUOTES';
CREATE TRIGGER fill BEFORE INSERT ON t FOR EACH ROW SET "NEW"."a" = 1;
SET SESSION sql_mode = @sql_mode_before;
