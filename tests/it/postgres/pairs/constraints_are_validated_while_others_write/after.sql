CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE children (id int PRIMARY KEY, parent_id int REFERENCES parents (id), name text NOT NULL, CONSTRAINT named CHECK (name <> ''));
