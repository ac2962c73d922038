CREATE COLLATION plain (provider = libc, locale = 'C');
ALTER TABLE names ALTER COLUMN name TYPE text COLLATE plain;
CREATE INDEX names_by_name ON names USING btree (name);
