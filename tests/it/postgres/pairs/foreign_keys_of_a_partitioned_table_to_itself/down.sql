ALTER TABLE parts DROP CONSTRAINT another_one;
ALTER TABLE parts DROP CONSTRAINT parts_id_fkey;
DROP TABLE parts_1;
DROP TABLE parts;
