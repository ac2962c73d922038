CREATE TABLE users (name TEXT COLLATE NOCASE UNIQUE);
CREATE INDEX users_by_length ON users (length(name));
