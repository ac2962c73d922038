-- no-transaction
-- Add down migration script here
-- invoices that wait for money
-- Others may read and write meanwhile, which the server does outside a transaction only.
DROP INDEX CONCURRENTLY IF EXISTS invoices_not_paid;
