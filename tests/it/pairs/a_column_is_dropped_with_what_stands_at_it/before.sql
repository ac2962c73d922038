CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  inviter INTEGER REFERENCES users (id),
  age INTEGER CHECK (age > 0),
  name TEXT
);
CREATE INDEX users_by_age ON users (age);
