DROP INDEX names_by_name;
ALTER TABLE names ALTER COLUMN name TYPE text;
DROP COLLATION plain;
