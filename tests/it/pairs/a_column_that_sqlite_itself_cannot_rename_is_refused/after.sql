CREATE TABLE rooms (door INTEGER, floor, UNIQUE (floor, door), PRIMARY KEY (door));
