DROP INDEX orders_by_total;
ALTER TABLE orders DROP CONSTRAINT orders_pkey;
ALTER TABLE orders DROP CONSTRAINT orders_total_check;
ALTER TABLE orders DROP COLUMN note;
ALTER TABLE orders ALTER COLUMN total TYPE integer;
