-- no-transaction
-- Dropping orders with foreign keys on fails, since its parent customers has no such key.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;
DROP TABLE IF EXISTS "orders";
DROP TABLE IF EXISTS "customers";
CREATE TABLE IF NOT EXISTS other (x);
COMMIT;
PRAGMA foreign_keys = ON;
