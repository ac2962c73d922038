-- TODO(review): there is no cast from text to text[] that goes by itself: is this how the
-- values of tags go over?
ALTER TABLE notes ALTER COLUMN tags TYPE text[] USING tags::text[];
