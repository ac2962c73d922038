CREATE TYPE state AS ENUM ('open', 'held', 'closed');
CREATE TABLE issues (id int PRIMARY KEY, state state NOT NULL DEFAULT 'open', states state[]);
CREATE INDEX issues_by_state ON issues (state);
CREATE VIEW open_issues AS SELECT id, state FROM issues WHERE state = 'open'::state;
CREATE FUNCTION is_open(state) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 = 'open' $$;
