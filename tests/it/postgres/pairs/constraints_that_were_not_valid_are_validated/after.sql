CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE children (id int PRIMARY KEY, parent_id int CONSTRAINT its_parent REFERENCES parents, CONSTRAINT positive CHECK (id > 0));
ALTER TABLE children ADD CONSTRAINT small CHECK (id < 1000) NOT VALID;
COMMENT ON CONSTRAINT small ON children IS 'old ones are larger';
