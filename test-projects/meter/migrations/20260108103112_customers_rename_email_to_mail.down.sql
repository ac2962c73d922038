-- Add down migration script here
-- customers rename email to mail
DROP INDEX customers_one_mail;
COMMENT ON COLUMN customers.mail IS NULL;

-- Stops at a row that does not satisfy it.
ALTER TABLE customers ADD CONSTRAINT customers_email_key UNIQUE (mail);
ALTER TABLE customers RENAME COLUMN mail TO email;
