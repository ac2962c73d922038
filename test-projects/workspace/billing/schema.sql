-- Invoices, their lines and what was paid. An account's id is that of another
-- database, so no foreign key can vouch for it. Money is in cents.

CREATE TABLE invoices (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account_id INTEGER NOT NULL,
    number     TEXT    NOT NULL UNIQUE,
    currency   TEXT    NOT NULL DEFAULT 'EUR' CHECK (length(currency) = 3),
    issued_at  TEXT
) STRICT;
CREATE INDEX invoices_by_account ON invoices (account_id);

CREATE TABLE invoice_lines (
    invoice_id INTEGER NOT NULL REFERENCES invoices (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL CHECK (position > 0),
    text       TEXT    NOT NULL,
    quantity   INTEGER NOT NULL DEFAULT 1,
    cents      INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, position)
) STRICT;

CREATE TABLE payments (
    id          INTEGER PRIMARY KEY,
    invoice_id  INTEGER NOT NULL REFERENCES invoices (id),
    cents       INTEGER NOT NULL CHECK (cents <> 0),
    received_at TEXT    NOT NULL DEFAULT CURRENT_TIMESTAMP
) STRICT;
CREATE INDEX payments_by_invoice ON payments (invoice_id);
