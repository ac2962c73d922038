CREATE TABLE parts (id int, kind text) PARTITION BY LIST (kind);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
CREATE INDEX by_id ON parts (id);
CREATE INDEX its_own ON parts_a (id);
