ALTER TABLE ONLY orders ALTER COLUMN id DROP DEFAULT;
ALTER TABLE ONLY orders_eu ALTER COLUMN id DROP DEFAULT;
ALTER TABLE orders_eu RENAME TO orders_eu_old;
ALTER TABLE orders RENAME TO orders_old;
DROP SEQUENCE orders_id_seq;

CREATE TABLE orders (
    region text
);

-- orders cannot be altered to this: its rows go over to a new table.
INSERT INTO orders (region)
SELECT region FROM orders_old;
DROP TABLE orders_old;
