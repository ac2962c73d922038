CREATE TABLE parts (id int PRIMARY KEY, size integer DEFAULT 0);
