ALTER TABLE bookings DROP CONSTRAINT bookings_during_excl;
ALTER TABLE bookings DROP COLUMN cancelled;
