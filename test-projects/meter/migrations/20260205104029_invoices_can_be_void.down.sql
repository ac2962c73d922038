-- An invoice that is void was not sent to anybody: without that state it is a draft.
DROP TRIGGER invoices_to_journal ON invoices;
DROP VIEW owed;
ALTER TABLE invoices DROP CONSTRAINT sent_ones_have_a_time;
ALTER TABLE ONLY invoices ALTER COLUMN state DROP DEFAULT;

-- A label cannot be taken from a type: the columns go over to a new one. The trigger is gone
-- meanwhile, so the journal keeps what really happened to an invoice, but for the label itself.
ALTER TYPE invoice_state RENAME TO invoice_state_old;
CREATE TYPE invoice_state AS ENUM ('draft', 'sent', 'paid');
ALTER TABLE invoices ALTER COLUMN state TYPE invoice_state USING replace(state::text, 'void', 'draft')::invoice_state;
ALTER TABLE journal ALTER COLUMN after TYPE invoice_state USING replace(after::text, 'void', 'draft')::invoice_state;
ALTER TABLE journal ALTER COLUMN before TYPE invoice_state USING replace(before::text, 'void', 'draft')::invoice_state;
ALTER TABLE ONLY invoices ALTER COLUMN state SET DEFAULT 'draft'::invoice_state;
ALTER TABLE invoices ADD CONSTRAINT sent_ones_have_a_time CHECK (((state = 'draft'::invoice_state) OR (sent_at IS NOT NULL)));

CREATE VIEW owed AS
 SELECT c.id AS customer_id,
    c.name,
    count(DISTINCT i.id) AS invoices,
    sum((l.amount)::numeric) AS amount
   FROM ((customers c
     JOIN invoices i ON (((i.customer_id = c.id) AND (i.state = 'sent'::invoice_state))))
     JOIN invoice_lines l ON ((l.invoice_id = i.id)))
  GROUP BY c.id, c.name;
COMMENT ON VIEW owed IS 'sent and not paid';
CREATE TRIGGER invoices_to_journal AFTER UPDATE OF state ON invoices FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION invoices_to_journal();
DROP TYPE invoice_state_old;
