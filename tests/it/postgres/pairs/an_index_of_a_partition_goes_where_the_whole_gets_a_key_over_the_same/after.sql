CREATE TABLE parts (id int, kind text, PRIMARY KEY (kind, id)) PARTITION BY LIST (kind);
CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
