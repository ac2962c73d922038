ALTER TABLE children DROP CONSTRAINT children_parent_id_fkey;

-- TODO(review): there is no cast from text to uuid that goes by itself: is this how the values
-- of parent_id go over?
ALTER TABLE children ALTER COLUMN parent_id TYPE uuid USING parent_id::uuid;

-- TODO(review): there is no cast from text to uuid that goes by itself: is this how the values
-- of id go over?
ALTER TABLE parents ALTER COLUMN id TYPE uuid USING id::uuid;
ALTER TABLE children ADD CONSTRAINT children_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES parents(id);
