ALTER TABLE goods ALTER COLUMN code DROP EXPRESSION;

-- TODO(review): there is no cast from text to integer that goes by itself: is this how the
-- values of code go over?
ALTER TABLE goods ALTER COLUMN code TYPE integer USING code::integer;
