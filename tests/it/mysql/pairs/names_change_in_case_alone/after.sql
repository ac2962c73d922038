CREATE TABLE parents (id int PRIMARY KEY);
CREATE TABLE t (id int PRIMARY KEY, name varchar(9), n int, parent int, KEY by_name (name), UNIQUE KEY once (n) IGNORED, CONSTRAINT pos CHECK (n > 0), CONSTRAINT up FOREIGN KEY (parent) REFERENCES parents (id));
