DROP INDEX once;

-- Stops at a row that does not satisfy it.
ALTER TABLE parts ADD CONSTRAINT parts_pkey PRIMARY KEY (kind, id);
