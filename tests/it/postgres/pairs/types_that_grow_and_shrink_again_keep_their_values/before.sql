CREATE TABLE users (id int PRIMARY KEY, name varchar(20) NOT NULL, code char(3), price numeric(8, 2), at timestamp(0), bits bit(4));
CREATE INDEX users_by_name ON users (name);
