-- Stops at a row that does not satisfy it.
ALTER TABLE children ADD CONSTRAINT name_not_null CHECK ((name IS NOT NULL));
ALTER TABLE children ALTER COLUMN name DROP NOT NULL;
