ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents(id) NOT VALID;
ALTER TABLE children ADD CONSTRAINT name_not_null CHECK ((name IS NOT NULL)) NOT VALID;
ALTER TABLE children ADD CONSTRAINT named CHECK ((name <> ''::text)) NOT VALID;
