ALTER TABLE children VALIDATE CONSTRAINT children_parent_id_fkey;
ALTER TABLE children VALIDATE CONSTRAINT name_not_null;
ALTER TABLE children VALIDATE CONSTRAINT named;
