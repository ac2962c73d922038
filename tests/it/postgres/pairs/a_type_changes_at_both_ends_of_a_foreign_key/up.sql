ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey;
ALTER TABLE children ALTER COLUMN id TYPE bigint;
ALTER TABLE children ALTER COLUMN parent_id TYPE bigint;
ALTER TABLE parents ALTER COLUMN id TYPE bigint;
ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents(id) ON DELETE CASCADE;
