ALTER TABLE users ALTER COLUMN at TYPE timestamp without time zone;
ALTER TABLE users ALTER COLUMN bits TYPE bit varying(8);
ALTER TABLE users ALTER COLUMN code TYPE character(5);
ALTER TABLE users ALTER COLUMN id TYPE bigint;
ALTER TABLE users ALTER COLUMN name TYPE text;
ALTER TABLE users ALTER COLUMN price TYPE numeric(12,2);
