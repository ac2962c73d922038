DROP TRIGGER checked ON issues;
DROP FUNCTION tops();
DROP VIEW on_top;
DROP MATERIALIZED VIEW summary;
ALTER TABLE ONLY issues ALTER COLUMN points DROP DEFAULT;
ALTER TABLE issues ALTER COLUMN points TYPE integer;

CREATE OR REPLACE FUNCTION weight(issues)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$SELECT $1.points * 2$function$;
ALTER TABLE ONLY issues ALTER COLUMN points SET DEFAULT 0;

CREATE MATERIALIZED VIEW summary AS
 SELECT issues.state,
    sum(issues.points) AS points
   FROM issues
  GROUP BY issues.state;

CREATE VIEW on_top AS
 SELECT s.state,
    h.weight
   FROM summary s,
    heavy h;
GRANT SELECT ON TABLE on_top TO it_reader;
COMMENT ON VIEW on_top IS 'all of it';

CREATE FUNCTION tops()
 RETURNS SETOF on_top
 LANGUAGE sql
 STABLE
AS $function$SELECT * FROM on_top$function$;
CREATE UNIQUE INDEX summary_state ON summary USING btree (state);
CREATE TRIGGER checked BEFORE UPDATE ON issues FOR EACH ROW WHEN ((new.points <> old.points)) EXECUTE FUNCTION suppress_redundant_updates_trigger();
