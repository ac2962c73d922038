DROP VIEW called;
DROP INDEX names_by_name;

-- ours cannot be altered to this: its columns go over to a new one.
ALTER COLLATION ours RENAME TO ours_old;
CREATE COLLATION ours (provider = icu, locale = 'sv');
ALTER TABLE names ALTER COLUMN name TYPE text COLLATE ours;
CREATE INDEX names_by_name ON names USING btree (name);

CREATE VIEW called AS
 SELECT names.name
   FROM names
  ORDER BY names.name;
DROP COLLATION ours_old;
