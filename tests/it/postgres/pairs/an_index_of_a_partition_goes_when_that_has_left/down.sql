CREATE TABLE orders (
    id integer NOT NULL,
    name text
) PARTITION BY RANGE (id);
ALTER TABLE orders ATTACH PARTITION orders_1 FOR VALUES FROM (1) TO (9);
ALTER TABLE ONLY orders ADD CONSTRAINT orders_pk PRIMARY KEY (id);

-- Stops at a row that does not satisfy it.
ALTER TABLE orders_1 ADD CONSTRAINT orders_1_pkey PRIMARY KEY (id);
CREATE INDEX orders_by_name ON ONLY orders USING btree (name);
CREATE INDEX orders_1_name_idx ON orders_1 USING btree (name);
ALTER INDEX orders_pk ATTACH PARTITION orders_1_pkey;

CREATE TABLE bills (
    id integer,
    CONSTRAINT bills_id_fkey FOREIGN KEY (id) REFERENCES orders(id)
);
ALTER INDEX orders_by_name ATTACH PARTITION orders_1_name_idx;
