ALTER TABLE bookings DROP CONSTRAINT bookings_account_region_fkey;
