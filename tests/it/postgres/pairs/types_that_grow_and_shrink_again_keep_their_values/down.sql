-- Rounds or cuts values of at that timestamp(0) without time zone does not hold.
ALTER TABLE users ALTER COLUMN at TYPE timestamp(0) without time zone;
ALTER TABLE users ALTER COLUMN bits TYPE bit(4);
ALTER TABLE users ALTER COLUMN code TYPE character(3);
ALTER TABLE users ALTER COLUMN id TYPE integer;
ALTER TABLE users ALTER COLUMN name TYPE character varying(20);
ALTER TABLE users ALTER COLUMN price TYPE numeric(8,2);
