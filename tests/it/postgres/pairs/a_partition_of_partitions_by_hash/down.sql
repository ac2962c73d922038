DROP INDEX logs_once;
DROP TABLE logs_old_0;
DROP TABLE logs_old_1;
DROP TABLE logs_old;
