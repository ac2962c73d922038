CREATE TABLE bookings (during int4range, cancelled boolean, EXCLUDE USING gist (during WITH &&) WHERE (NOT cancelled));
