-- Add down migration script here
-- invoices keep a journal
DROP TRIGGER invoices_to_journal ON invoices;
ALTER TABLE invoices DROP CONSTRAINT sent_ones_have_a_time;
ALTER TABLE meters DROP CONSTRAINT removed_after_installed;
DROP FUNCTION invoices_to_journal();
DROP TABLE journal;
