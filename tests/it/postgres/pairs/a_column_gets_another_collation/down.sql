DROP INDEX names_by_name;
ALTER TABLE names ALTER COLUMN name TYPE text;
CREATE INDEX names_by_name ON names USING btree (name);
