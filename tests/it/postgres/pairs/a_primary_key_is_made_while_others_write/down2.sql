-- no-transaction
-- Others may read and write meanwhile, which the server does outside a transaction only.
DROP INDEX CONCURRENTLY IF EXISTS app.parts_pkey;
