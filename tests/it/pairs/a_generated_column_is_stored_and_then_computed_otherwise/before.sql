CREATE TABLE users (first TEXT, last TEXT, name TEXT AS (first || last) VIRTUAL);
CREATE INDEX users_by_name ON users (name);
