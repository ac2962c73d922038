ALTER TABLE orders DROP CONSTRAINT once_with_total;
