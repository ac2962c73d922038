ALTER TABLE issues ENABLE ROW LEVEL SECURITY;

-- Stops at a row that does not satisfy it.
ALTER TABLE issues ADD CONSTRAINT issues_points_check CHECK (((points BETWEEN 0 AND 100) AND (points <> 13)));

-- Stops at a row that does not satisfy it.
ALTER TABLE issues ADD CONSTRAINT issues_state_check CHECK (((state)::text = ANY (ARRAY['open'::character varying, 'closed'::character varying])));

-- Stops at a row that does not satisfy it.
ALTER TABLE issues ADD CONSTRAINT one_of_many CHECK ((((points < 20) OR (points > 30))::boolean OR ((state)::text <> ALL (ARRAY['open'::character varying, 'gone'::character varying])) OR (kind = ANY (ARRAY['a'::bpchar, 'b'::bpchar]))));
CREATE INDEX issues_open ON issues USING btree (id) WHERE (((state)::text = ANY (ARRAY['open'::character varying, 'new'::character varying])) AND ((points >= 1) AND (points <= 5)));

CREATE VIEW few AS
 SELECT issues.id
   FROM issues
  WHERE ((issues.points BETWEEN 1 AND 9) AND ((issues.state)::text = ANY (ARRAY['open'::text, 'closed'::text])) AND ((issues.id <> 1) OR (issues.points <> 2)));

CREATE VIEW others AS
 SELECT issues.id,
    ((issues.state)::text ~~ ANY (ARRAY['o%'::text, 'c%'::text])) AS short
   FROM issues
  WHERE (((issues.id = 1) AND (issues.points = 2))::boolean AND (issues.kind <> ALL (ARRAY['a'::bpchar, 'b'::bpchar])));
CREATE POLICY seen ON issues USING (((state)::text = ANY (ARRAY['open'::character varying, 'closed'::character varying])));
