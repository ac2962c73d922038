CREATE TABLE parents (id int, part int NOT NULL, PRIMARY KEY (id), UNIQUE (id, part));
CREATE TABLE children (id int PRIMARY KEY, parent_id int REFERENCES parents (id), part int);
