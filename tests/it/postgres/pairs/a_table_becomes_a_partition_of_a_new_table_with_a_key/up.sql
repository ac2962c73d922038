CREATE TABLE orders (
    id integer NOT NULL
) PARTITION BY RANGE (id);
CREATE TABLE orders_low PARTITION OF orders FOR VALUES FROM (1) TO (99) PARTITION BY RANGE (id);
ALTER TABLE orders_low ATTACH PARTITION orders_1 FOR VALUES FROM (1) TO (9);
ALTER TABLE ONLY orders ADD CONSTRAINT orders_pkey PRIMARY KEY (id);
ALTER TABLE ONLY orders_low ADD CONSTRAINT orders_low_pkey PRIMARY KEY (id);

-- Stops at a row that does not satisfy it.
ALTER TABLE orders_1 ADD CONSTRAINT orders_1_pkey PRIMARY KEY (id);
ALTER INDEX orders_low_pkey ATTACH PARTITION orders_1_pkey;
ALTER INDEX orders_pkey ATTACH PARTITION orders_low_pkey;
