-- TODO(review): name is NOT NULL and new: rows that are there need a value, by a DEFAULT or an
-- UPDATE before SET NOT NULL
ALTER TABLE users ADD COLUMN name text NOT NULL;
