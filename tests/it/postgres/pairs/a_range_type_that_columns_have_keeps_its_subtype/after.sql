CREATE TYPE span AS RANGE (subtype = int8);
CREATE TABLE rooms (id int PRIMARY KEY, free span);
