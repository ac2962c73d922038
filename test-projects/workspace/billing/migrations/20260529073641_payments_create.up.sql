-- What was paid, and for which invoice.

CREATE TABLE payments (
    id          INTEGER PRIMARY KEY,
    invoice_id  INTEGER NOT NULL REFERENCES invoices (id),
    cents       INTEGER NOT NULL CHECK (cents <> 0),
    received_at TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;
CREATE INDEX payments_by_invoice ON payments (invoice_id);
