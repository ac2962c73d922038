DROP TRIGGER log_box ON boxes;
ALTER TABLE keys DROP CONSTRAINT keys_state_box_fkey;
ALTER TABLE ONLY boxes ALTER COLUMN state DROP DEFAULT;

-- state cannot be altered to this: its columns go over to a new type. Stops at a row with a
-- label that is gone.
ALTER TYPE state RENAME TO state_old;
CREATE TYPE state AS ENUM ('open', 'closed');
ALTER TABLE boxes ALTER COLUMN state TYPE state USING state::text::state;
ALTER TABLE keys ALTER COLUMN state TYPE state USING state::text::state;
ALTER TABLE ONLY boxes ALTER COLUMN state SET DEFAULT 'open'::state;
ALTER TABLE keys ADD CONSTRAINT keys_state_box_fkey FOREIGN KEY (state, box) REFERENCES boxes(state, id);
CREATE TRIGGER log_box AFTER UPDATE OF state ON boxes FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION log_box();
DROP TYPE state_old;
