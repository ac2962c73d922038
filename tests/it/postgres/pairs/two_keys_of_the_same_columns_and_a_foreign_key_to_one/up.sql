CREATE TABLE parts (
    id integer NOT NULL,
    above integer,
    CONSTRAINT once UNIQUE (id),
    CONSTRAINT parts_above_fkey FOREIGN KEY (above) REFERENCES parts(id)
);
ALTER TABLE parts ADD CONSTRAINT parts_pkey PRIMARY KEY (id) DEFERRABLE;
