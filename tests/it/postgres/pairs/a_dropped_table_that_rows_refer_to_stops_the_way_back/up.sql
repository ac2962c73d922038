ALTER TABLE things DROP CONSTRAINT things_kind_id_fkey;
DROP TABLE kinds;
