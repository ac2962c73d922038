CREATE TABLE bookings (during int4range);
