CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE children (id int PRIMARY KEY, parent_id int);
ALTER TABLE children ADD CONSTRAINT its_parent FOREIGN KEY (parent_id) REFERENCES parents NOT VALID;
ALTER TABLE children ADD CONSTRAINT positive CHECK (id > 0) NOT VALID;
ALTER TABLE children ADD CONSTRAINT small CHECK (id < 1000) NOT VALID;
