CREATE TABLE things (id int PRIMARY KEY, kind_id int);
