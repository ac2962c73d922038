-- Invoices can be void.
ALTER TYPE invoice_state ADD VALUE 'void';
