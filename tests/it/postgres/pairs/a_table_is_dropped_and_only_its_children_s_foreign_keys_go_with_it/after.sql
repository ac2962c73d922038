CREATE TABLE things (id int PRIMARY KEY, kind_id int, note text);
CREATE TABLE parts (id int PRIMARY KEY, kind_id int NOT NULL);
