CREATE TABLE things (id int);
ALTER TABLE things ADD CONSTRAINT even CHECK (id % 2 = 0) NOT VALID;
