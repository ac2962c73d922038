CREATE TABLE tree (id bigint PRIMARY KEY, parent bigint, CONSTRAINT parent FOREIGN KEY (parent) REFERENCES tree (id));
