CREATE SEQUENCE orders_line_seq_old;
ALTER TABLE orders ADD COLUMN line bigint DEFAULT nextval('orders_line_seq_old') NOT NULL;
ALTER TABLE orders ALTER COLUMN line DROP DEFAULT;
ALTER TABLE ONLY orders ALTER COLUMN line ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval('orders_line_seq', last_value, is_called) FROM orders_line_seq_old;
DROP SEQUENCE orders_line_seq_old;
