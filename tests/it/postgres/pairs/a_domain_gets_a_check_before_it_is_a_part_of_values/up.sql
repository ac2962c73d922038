CREATE DOMAIN share AS numeric CONSTRAINT below_one CHECK ((VALUE < (1)::numeric));
ALTER DOMAIN amount ADD CONSTRAINT positive CHECK ((VALUE > 0));
COMMENT ON CONSTRAINT positive ON DOMAIN amount IS 'no debts';

CREATE TABLE goods (
    price price,
    shares share[]
);
