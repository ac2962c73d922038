CREATE TABLE users (
  first TEXT,
  last TEXT,
  name TEXT NOT NULL AS (first || ' ' || last) STORED,
  initial TEXT AS (substr(first, 1, 1)) STORED
);
CREATE INDEX users_by_name ON users (name);
