ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey;
ALTER TABLE children DROP CONSTRAINT name_not_null;
ALTER TABLE children DROP CONSTRAINT named;
