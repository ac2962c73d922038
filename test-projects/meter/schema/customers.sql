CREATE TABLE customers (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CHECK (name <> ''),
    mail       text NOT NULL,
    since      date NOT NULL DEFAULT CURRENT_DATE,
    last_login timestamptz
);
-- Two customers never share an address, however it is written.
CREATE UNIQUE INDEX customers_one_mail ON customers (lower(mail));

COMMENT ON COLUMN customers.mail IS 'where invoices go';

-- Who works for the service itself.
CREATE TABLE operators (
    name     text PRIMARY KEY,
    added_at timestamptz NOT NULL DEFAULT now()
);
