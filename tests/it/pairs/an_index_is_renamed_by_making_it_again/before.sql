CREATE TABLE users (name TEXT);
CREATE INDEX idx1 ON users (name);
