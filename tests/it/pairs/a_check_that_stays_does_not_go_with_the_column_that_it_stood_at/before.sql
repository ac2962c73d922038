CREATE TABLE rooms (number INTEGER, beds INTEGER, floor INTEGER CHECK (beds <> 5));
