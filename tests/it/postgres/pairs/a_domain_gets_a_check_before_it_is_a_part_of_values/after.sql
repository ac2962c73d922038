CREATE DOMAIN amount AS int CONSTRAINT positive CHECK (VALUE > 0);
COMMENT ON CONSTRAINT positive ON DOMAIN amount IS 'no debts';
CREATE DOMAIN share AS numeric CONSTRAINT below_one CHECK (VALUE < 1);
CREATE TYPE price AS (amount amount, currency text);
CREATE TABLE goods (price price, shares share[]);
