ALTER TABLE issues_open RENAME TO issues_open_old;
ALTER TABLE issues_rest RENAME TO issues_rest_old;
ALTER TABLE issues RENAME TO issues_old;

-- state cannot be altered to this: its columns go over to a new type. Stops at a row with a
-- label that is gone.
ALTER TYPE state RENAME TO state_old;
CREATE TYPE state AS ENUM ('open', 'closed');

CREATE TABLE issues (
    id integer NOT NULL,
    state state NOT NULL
) PARTITION BY LIST (state);
CREATE TABLE issues_open PARTITION OF issues FOR VALUES IN ('open');
CREATE TABLE issues_rest PARTITION OF issues DEFAULT;

-- issues cannot be altered to this: its rows go over to a new table.
INSERT INTO issues (id, state)
SELECT id, state::text::state FROM issues_old;
DROP TABLE issues_old;
DROP TYPE state_old;
