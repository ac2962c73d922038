CREATE TABLE machines (id int, power int DEFAULT 1);
CREATE TABLE drills (bits int) INHERITS (machines);
CREATE TABLE saws () INHERITS (machines);
CREATE INDEX drills_by_name ON drills (id);
