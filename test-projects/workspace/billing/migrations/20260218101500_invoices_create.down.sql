-- Takes invoices away.

DROP TABLE invoice_lines;
DROP TABLE invoices;
