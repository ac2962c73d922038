CREATE TABLE kinds (
    id integer NOT NULL,
    name text,
    CONSTRAINT kinds_pkey PRIMARY KEY (id)
);

-- Stops at a row that does not satisfy it.
ALTER TABLE parts ADD CONSTRAINT of_a_kind FOREIGN KEY (kind_id) REFERENCES kinds(id);

-- Stops at a row that does not satisfy it.
ALTER TABLE things ADD CONSTRAINT things_kind_id_fkey FOREIGN KEY (kind_id) REFERENCES kinds(id);
