CREATE TABLE points (x bigint);
CREATE TABLE lines (id int PRIMARY KEY, start points);
