-- no-transaction
-- Add up migration script here
-- invoices that wait for money
-- Others may write meanwhile, which the server does outside a transaction only. A run that
-- breaks off leaves an invalid index of this name: drop that before the next one.
CREATE INDEX CONCURRENTLY IF NOT EXISTS invoices_not_paid ON invoices USING btree (customer_id, sent_at) WHERE (state = 'sent'::invoice_state);
