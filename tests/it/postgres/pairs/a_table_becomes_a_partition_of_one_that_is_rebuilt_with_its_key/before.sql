CREATE TABLE parts (id int, kind text, PRIMARY KEY (kind, id));
CREATE TABLE parts_b (id int, kind text);
