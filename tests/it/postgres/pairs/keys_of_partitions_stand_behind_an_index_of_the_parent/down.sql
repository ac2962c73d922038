DROP INDEX orders_by_total;

-- eu_key on orders_eu, us_key on orders_us go with it.
DROP INDEX orders_once CASCADE;
