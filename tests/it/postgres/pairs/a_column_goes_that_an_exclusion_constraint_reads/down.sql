ALTER TABLE bookings ADD COLUMN cancelled boolean;

-- Stops at a row that does not satisfy it.
ALTER TABLE bookings ADD CONSTRAINT bookings_during_excl EXCLUDE USING gist (during WITH &&) WHERE ((NOT cancelled));
