CREATE TABLE parents (id text PRIMARY KEY);
CREATE TABLE children (id int PRIMARY KEY, parent_id text REFERENCES parents (id));
