CREATE TABLE things (id int, name text);
CREATE TABLE machines (id int, power int DEFAULT 1);
CREATE TABLE drills (bits int) INHERITS (things);
CREATE INDEX drills_by_name ON drills (name);
CREATE TABLE saws ();
