CREATE TABLE rooms (number INTEGER, floor, UNIQUE (floor, number), PRIMARY KEY (number));
