-- What a unit costs, and since when.
CREATE TABLE tariffs (
    unit       unit NOT NULL,
    valid_from date NOT NULL,
    price      numeric(10, 4) NOT NULL CHECK (price > 0),
    PRIMARY KEY (unit, valid_from)
);

CREATE TABLE invoices (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number      bigint NOT NULL DEFAULT nextval('invoice_numbers') UNIQUE,
    customer_id bigint NOT NULL REFERENCES customers (id),
    period      daterange NOT NULL,
    state       invoice_state NOT NULL DEFAULT 'draft',
    sent_at     timestamptz,
    CONSTRAINT sent_ones_have_a_time CHECK (state = 'draft' OR sent_at IS NOT NULL)
);
ALTER SEQUENCE invoice_numbers OWNED BY invoices.number;
CREATE INDEX invoices_not_paid ON invoices (customer_id, sent_at) WHERE state = 'sent';

CREATE TABLE invoice_lines (
    invoice_id bigint NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    line       smallint NOT NULL,
    meter_id   bigint REFERENCES meters (id),
    quantity   numeric(14, 3) NOT NULL,
    price      numeric(10, 4) NOT NULL,
    amount     euros GENERATED ALWAYS AS (round(quantity * price, 2)) STORED,
    PRIMARY KEY (invoice_id, line)
);

-- What happened to invoices, for whoever checks the books.
CREATE TABLE journal (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    invoice_id bigint NOT NULL,
    before     invoice_state,
    after      invoice_state,
    at         timestamptz NOT NULL DEFAULT now()
);

CREATE FUNCTION invoices_to_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO journal (invoice_id, before, after) VALUES (NEW.id, OLD.state, NEW.state);
    RETURN NEW;
END
$$;
CREATE TRIGGER invoices_to_journal AFTER UPDATE OF state ON invoices
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION invoices_to_journal();
