ALTER TABLE ONLY issues ALTER COLUMN state DROP DEFAULT;

-- state cannot be altered to this: its columns go over to a new type. Stops at a row with a
-- label that is gone.
ALTER TYPE state RENAME TO state_old;
CREATE TYPE state AS ENUM ('open', 'closed');
ALTER TABLE issues ALTER COLUMN state TYPE state USING state::text::state;
ALTER TABLE ONLY issues ALTER COLUMN state SET DEFAULT 'open'::state;
DROP TYPE state_old;
