-- TODO(review): there is no cast from text to integer that goes by itself: is this how the
-- values of size go over?
ALTER TABLE parts ALTER COLUMN size TYPE integer USING size::integer;
