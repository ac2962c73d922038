DROP INDEX "users_by_name";
CREATE INDEX idx1 ON users (name);
