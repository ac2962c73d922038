CREATE TABLE parents (id uuid PRIMARY KEY);
CREATE TABLE children (id int PRIMARY KEY, parent_id uuid REFERENCES parents (id));
