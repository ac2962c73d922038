ALTER TABLE children DROP CONSTRAINT children_parent_id_part_fkey;
ALTER TABLE parents DROP CONSTRAINT parents_pkey;

-- Stops at a row that does not satisfy it.
ALTER TABLE parents ADD CONSTRAINT parents_id_part_key UNIQUE (id, part);
ALTER TABLE parents ADD CONSTRAINT parents_pkey PRIMARY KEY (id);

-- Stops at a row that does not satisfy it.
ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents(id);
