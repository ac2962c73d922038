-- Stops at a row that does not satisfy it.
ALTER TABLE bookings ADD CONSTRAINT bookings_account_region_fkey FOREIGN KEY (account, region) REFERENCES accounts(id, region) ON UPDATE CASCADE;
