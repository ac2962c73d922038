-- Stops at a row where children.name is NULL.
ALTER TABLE children ALTER COLUMN name SET NOT NULL;
ALTER TABLE children DROP CONSTRAINT name_not_null;
