CREATE TABLE users (name TEXT UNIQUE);
CREATE INDEX users_by_length ON users (length(name));
