CREATE TABLE rooms (beds INTEGER CHECK (beds <> 5));
