CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE things (id int PRIMARY KEY, kind_id int REFERENCES kinds (id));
