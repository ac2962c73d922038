-- Add up migration script here
-- invoices keep a journal

CREATE TABLE journal (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    invoice_id bigint NOT NULL,
    before invoice_state,
    after invoice_state,
    at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT journal_pkey PRIMARY KEY (id)
);

CREATE FUNCTION invoices_to_journal()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO journal (invoice_id, before, after) VALUES (NEW.id, OLD.state, NEW.state);
    RETURN NEW;
END
$function$;

-- Stops at a row that does not satisfy it.
ALTER TABLE invoices ADD CONSTRAINT sent_ones_have_a_time CHECK (((state = 'draft'::invoice_state) OR (sent_at IS NOT NULL)));

-- Stops at a row that does not satisfy it.
ALTER TABLE meters ADD CONSTRAINT removed_after_installed CHECK ((removed_on >= installed_on));
CREATE TRIGGER invoices_to_journal AFTER UPDATE OF state ON invoices FOR EACH ROW WHEN ((old.state IS DISTINCT FROM new.state)) EXECUTE FUNCTION invoices_to_journal();
