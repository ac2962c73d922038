CREATE TYPE span AS RANGE (subtype = int4);
CREATE TABLE rooms (id int PRIMARY KEY, free span);
