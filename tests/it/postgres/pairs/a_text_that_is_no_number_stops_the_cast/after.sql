CREATE TABLE parts (id int PRIMARY KEY, size integer);
