-- Add down migration script here
-- invoices create
DROP TABLE invoice_lines;
DROP TABLE invoices;
DROP TABLE tariffs;
DROP DOMAIN euros;
DROP TYPE invoice_state;
