DROP VIEW open_issues;
DROP FUNCTION is_open(state);
ALTER TABLE ONLY issues ALTER COLUMN state DROP DEFAULT;

-- state cannot be altered to this: its columns go over to a new type. Stops at a row with a
-- label that is gone.
ALTER TYPE state RENAME TO state_old;
CREATE TYPE state AS ENUM ('open', 'closed');
ALTER TABLE issues ALTER COLUMN state TYPE state USING state::text::state;
ALTER TABLE issues ALTER COLUMN states TYPE state[] USING states::text::state[];
ALTER TABLE ONLY issues ALTER COLUMN state SET DEFAULT 'open'::state;

CREATE FUNCTION is_open(state)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$ SELECT $1 = 'open' $function$;

CREATE VIEW open_issues AS
 SELECT issues.id,
    issues.state
   FROM issues
  WHERE (issues.state = 'open'::state);
DROP TYPE state_old;
