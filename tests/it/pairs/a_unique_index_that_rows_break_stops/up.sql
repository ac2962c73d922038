CREATE UNIQUE INDEX by_name ON users (name);
