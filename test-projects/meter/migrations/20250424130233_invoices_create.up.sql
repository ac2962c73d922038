-- Add up migration script here
-- invoices create
CREATE TYPE invoice_state AS ENUM ('draft', 'sent', 'paid');
CREATE DOMAIN euros AS numeric(12,2);
CREATE SEQUENCE invoice_numbers START WITH 1000;

CREATE TABLE invoices (
    id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
    number bigint DEFAULT nextval('invoice_numbers'::regclass) NOT NULL,
    customer_id bigint NOT NULL,
    period daterange NOT NULL,
    state invoice_state DEFAULT 'draft'::invoice_state NOT NULL,
    sent_at timestamp with time zone,
    CONSTRAINT invoices_pkey PRIMARY KEY (id),
    CONSTRAINT invoices_number_key UNIQUE (number),
    CONSTRAINT invoices_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers(id)
);

CREATE TABLE tariffs (
    unit unit NOT NULL,
    valid_from date NOT NULL,
    price numeric(10,4) NOT NULL,
    CONSTRAINT tariffs_pkey PRIMARY KEY (unit, valid_from),
    CONSTRAINT tariffs_price_check CHECK ((price > (0)::numeric))
);
ALTER DOMAIN euros ADD CONSTRAINT not_negative CHECK ((VALUE >= (0)::numeric));

CREATE TABLE invoice_lines (
    invoice_id bigint NOT NULL,
    line smallint NOT NULL,
    meter_id bigint,
    quantity numeric(14,3) NOT NULL,
    price numeric(10,4) NOT NULL,
    amount euros GENERATED ALWAYS AS (round((quantity * price), 2)) STORED,
    CONSTRAINT invoice_lines_pkey PRIMARY KEY (invoice_id, line),
    CONSTRAINT invoice_lines_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoices(id) ON DELETE CASCADE,
    CONSTRAINT invoice_lines_meter_id_fkey FOREIGN KEY (meter_id) REFERENCES meters(id)
);
ALTER SEQUENCE invoice_numbers OWNED BY invoices.number;
