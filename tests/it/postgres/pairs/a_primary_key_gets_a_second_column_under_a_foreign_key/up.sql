ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey;
ALTER TABLE parents DROP CONSTRAINT parents_id_part_key;
ALTER TABLE parents DROP CONSTRAINT parents_pkey;
ALTER TABLE parents ADD CONSTRAINT parents_pkey PRIMARY KEY (id, part);

-- Stops at a row that does not satisfy it.
ALTER TABLE children ADD CONSTRAINT children_parent_id_part_fkey FOREIGN KEY (parent_id, part) REFERENCES parents(id, part);
