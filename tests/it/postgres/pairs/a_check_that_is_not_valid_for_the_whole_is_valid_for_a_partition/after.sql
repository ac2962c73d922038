CREATE TABLE parts (id int, kind text) PARTITION BY LIST (kind);
ALTER TABLE parts ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
