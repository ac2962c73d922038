CREATE TABLE things (id int);
CREATE TABLE drills () INHERITS (things);
ALTER TABLE things ADD CONSTRAINT even CHECK (id % 2 = 0) NOT VALID;
