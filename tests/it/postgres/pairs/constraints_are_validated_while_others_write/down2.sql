ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey;
ALTER TABLE children DROP CONSTRAINT name_not_null;
ALTER TABLE children DROP CONSTRAINT named;
ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents(id) NOT VALID;
ALTER TABLE children ADD CONSTRAINT name_not_null CHECK ((name IS NOT NULL)) NOT VALID;
ALTER TABLE children ADD CONSTRAINT named CHECK ((name <> ''::text)) NOT VALID;
