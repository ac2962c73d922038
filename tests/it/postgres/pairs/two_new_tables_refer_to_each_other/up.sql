CREATE TABLE a (
    id integer NOT NULL,
    b_id integer,
    up_id integer,
    CONSTRAINT a_pkey PRIMARY KEY (id),
    CONSTRAINT a_up_id_fkey FOREIGN KEY (up_id) REFERENCES a(id)
);

CREATE TABLE b (
    id integer NOT NULL,
    a_id integer,
    CONSTRAINT b_pkey PRIMARY KEY (id),
    CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES a(id) DEFERRABLE INITIALLY DEFERRED
);
ALTER TABLE a ADD CONSTRAINT to_b FOREIGN KEY (b_id) REFERENCES b(id) ON DELETE SET NULL;
