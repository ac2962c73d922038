CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT UNIQUE, name TEXT);
CREATE INDEX users_by_name ON users (name);
