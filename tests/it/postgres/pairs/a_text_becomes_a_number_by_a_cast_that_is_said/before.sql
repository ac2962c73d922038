CREATE TABLE parts (id int PRIMARY KEY, size text DEFAULT '0');
