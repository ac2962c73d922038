ALTER TABLE "people" ADD COLUMN name TEXT;
ALTER TABLE "people" ADD COLUMN initial TEXT AS (substr(name, 1, 1));
