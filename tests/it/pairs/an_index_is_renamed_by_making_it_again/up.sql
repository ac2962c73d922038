DROP INDEX "idx1";
CREATE INDEX users_by_name ON users (name);
