ALTER TABLE b.users DROP CONSTRAINT users_of_a_fkey;

CREATE TABLE users (
    id integer NOT NULL,
    CONSTRAINT users_pkey PRIMARY KEY (id),
    CONSTRAINT users_id_fkey FOREIGN KEY (id) REFERENCES b.users(id)
);
ALTER TABLE a.users ADD COLUMN name text;
ALTER TABLE b.users ADD CONSTRAINT users_of_a_fkey FOREIGN KEY (of_a) REFERENCES a.users(id) ON DELETE CASCADE;
