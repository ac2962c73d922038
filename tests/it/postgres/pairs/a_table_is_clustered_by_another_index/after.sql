CREATE TABLE users (id int, name text, CONSTRAINT users_key UNIQUE (id));
CREATE INDEX users_by_name ON users (name);
ALTER TABLE users CLUSTER ON users_key;
