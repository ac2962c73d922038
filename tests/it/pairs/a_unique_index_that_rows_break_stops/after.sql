CREATE TABLE users (name TEXT);
CREATE UNIQUE INDEX by_name ON users (name);
