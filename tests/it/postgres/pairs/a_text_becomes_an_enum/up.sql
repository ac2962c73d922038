ALTER TABLE ONLY issues ALTER COLUMN state DROP DEFAULT;
CREATE TYPE state AS ENUM ('open', 'closed');

-- TODO(review): there is no cast from text to state that goes by itself: is this how the values
-- of state go over?
ALTER TABLE issues ALTER COLUMN state TYPE state USING state::state;
ALTER TABLE ONLY issues ALTER COLUMN state SET DEFAULT 'open'::state;
