-- Add up migration script here
-- customers rename email to mail
-- label: 0.2
ALTER TABLE customers RENAME COLUMN email TO mail;
ALTER TABLE customers DROP CONSTRAINT customers_email_key;
COMMENT ON COLUMN customers.mail IS 'where invoices go';
CREATE UNIQUE INDEX customers_one_mail ON customers USING btree (lower(mail));
