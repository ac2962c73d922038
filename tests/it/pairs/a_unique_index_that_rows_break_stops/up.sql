-- Stops where rows have equal keys.
CREATE UNIQUE INDEX by_name ON users (name);
