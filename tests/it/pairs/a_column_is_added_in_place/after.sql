CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  name TEXT,
  mail TEXT COLLATE NOCASE,
  karma INTEGER NOT NULL DEFAULT 0 CHECK (karma >= 0),
  inviter INTEGER REFERENCES users (id) ON DELETE SET NULL,
  shouted TEXT AS (upper(name)) VIRTUAL
);
