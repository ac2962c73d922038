CREATE TABLE rooms (floor INTEGER CHECK (beds <> 5), beds INTEGER);
