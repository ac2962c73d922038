-- TODO(review): id is NOT NULL and new: rows that are there need a value, by a DEFAULT or an
-- UPDATE before SET NOT NULL
ALTER TABLE parts ADD COLUMN id integer NOT NULL;

-- Stops at a row that does not satisfy it.
ALTER TABLE parts ADD CONSTRAINT parts_pkey PRIMARY KEY (id);

-- Stops at a row that does not satisfy it.
ALTER TABLE parts ADD CONSTRAINT parts_above_fkey FOREIGN KEY (above) REFERENCES parts(id);
