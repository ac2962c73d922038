CREATE EXTENSION btree_gist;
CREATE TABLE bookings (room int NOT NULL, during tsrange NOT NULL, CONSTRAINT apart EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (room > 0) DEFERRABLE);
