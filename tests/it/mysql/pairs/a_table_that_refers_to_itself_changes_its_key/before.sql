CREATE TABLE tree (id int PRIMARY KEY, parent int, CONSTRAINT parent FOREIGN KEY (parent) REFERENCES tree (id));
