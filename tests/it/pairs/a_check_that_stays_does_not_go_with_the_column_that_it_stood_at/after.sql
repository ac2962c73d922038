CREATE TABLE rooms (number INTEGER, beds INTEGER, CHECK (beds <> 5));
