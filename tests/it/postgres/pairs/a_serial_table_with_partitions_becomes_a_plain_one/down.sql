ALTER TABLE orders RENAME TO orders_old;

CREATE TABLE orders (
    id serial,
    region text
) PARTITION BY LIST (region);
CREATE TABLE orders_eu PARTITION OF orders FOR VALUES IN ('eu');

-- orders cannot be altered to this: its rows go over to a new table.
INSERT INTO orders (region)
SELECT region FROM orders_old;
DROP TABLE orders_old;
