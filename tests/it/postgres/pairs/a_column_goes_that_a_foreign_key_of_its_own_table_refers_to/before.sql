CREATE TABLE parts (id int PRIMARY KEY, above int REFERENCES parts (id));
