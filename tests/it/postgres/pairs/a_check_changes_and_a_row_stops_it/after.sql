CREATE TABLE parts (id int PRIMARY KEY, size int, CONSTRAINT sized CHECK (size > 10));
