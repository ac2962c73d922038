-- no-transaction
-- Others may write meanwhile, which the server does outside a transaction only. A run that
-- breaks off leaves an invalid index of this name: drop that before the next one.
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_mail ON users USING btree (mail);
