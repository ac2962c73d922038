-- What a meter counts in.
CREATE TYPE unit AS ENUM ('kilowatt_hour', 'cubic_metre');

CREATE TYPE invoice_state AS ENUM ('draft', 'sent', 'paid', 'void');

-- An amount of money, in euros.
CREATE DOMAIN euros AS numeric(12, 2) CONSTRAINT not_negative CHECK (VALUE >= 0);

-- Numbers on invoices have no gaps that a person could ask about, so none is cached.
CREATE SEQUENCE invoice_numbers START WITH 1000;
