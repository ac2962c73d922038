CREATE TABLE orders (
    id integer NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (id)
) PARTITION BY RANGE (id);
CREATE TABLE orders_1 PARTITION OF orders FOR VALUES FROM (1) TO (9);

CREATE TABLE bills (
    id integer,
    CONSTRAINT bills_id_fkey FOREIGN KEY (id) REFERENCES orders(id)
);
ALTER DEFAULT PRIVILEGES FOR ROLE postgres GRANT SELECT ON TABLES TO pg_monitor;
