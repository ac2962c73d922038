CREATE TABLE kinds (id int PRIMARY KEY, name text);
CREATE TABLE things (id int PRIMARY KEY, kind_id int REFERENCES kinds (id), note text);
CREATE TABLE parts (id int PRIMARY KEY, kind_id int NOT NULL, CONSTRAINT of_a_kind FOREIGN KEY (kind_id) REFERENCES kinds (id));
