CREATE TABLE points (x int);
CREATE TABLE lines (id int PRIMARY KEY, start points);
