-- Rounds or cuts values of amount that numeric(10,1) does not hold.
ALTER TABLE prices ALTER COLUMN amount TYPE numeric(10,1);
