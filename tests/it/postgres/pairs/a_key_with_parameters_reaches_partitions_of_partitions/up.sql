CREATE TABLE orders (
    id integer,
    CONSTRAINT once UNIQUE (id) WITH (fillfactor=90)
) PARTITION BY RANGE (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (9) PARTITION BY RANGE (id);
