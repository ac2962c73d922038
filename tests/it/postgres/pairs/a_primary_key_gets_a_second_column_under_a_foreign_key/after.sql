CREATE TABLE parents (id int, part int NOT NULL, PRIMARY KEY (id, part));
CREATE TABLE children (id int PRIMARY KEY, parent_id int, part int, FOREIGN KEY (parent_id, part) REFERENCES parents);
