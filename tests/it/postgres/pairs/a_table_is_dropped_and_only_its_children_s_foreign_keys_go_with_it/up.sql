ALTER TABLE parts DROP CONSTRAINT of_a_kind;
ALTER TABLE things DROP CONSTRAINT things_kind_id_fkey;
DROP TABLE kinds;
