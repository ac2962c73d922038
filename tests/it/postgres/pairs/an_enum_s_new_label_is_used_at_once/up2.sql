ALTER TABLE ONLY issues ALTER COLUMN state SET DEFAULT 'new'::state;

-- Stops at a row that does not satisfy it.
ALTER TABLE issues ADD CONSTRAINT issues_check CHECK (((state <> 'new'::state) OR (id > 0)));
CREATE INDEX issues_new ON issues USING btree (id) WHERE (state = 'new'::state);
