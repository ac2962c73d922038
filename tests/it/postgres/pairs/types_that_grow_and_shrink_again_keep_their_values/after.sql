CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL, code char(5), price numeric(12, 2), at timestamp, bits bit varying(8));
CREATE INDEX users_by_name ON users (name);
