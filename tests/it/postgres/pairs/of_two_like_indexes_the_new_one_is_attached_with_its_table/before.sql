CREATE TABLE parts (id int, kind text) PARTITION BY LIST (kind);
CREATE INDEX by_id ON parts (id);
CREATE TABLE parts_a (id int, kind text);
CREATE INDEX its_own ON parts_a (id);
