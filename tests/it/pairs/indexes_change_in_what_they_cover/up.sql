DROP INDEX "by_name";
DROP INDEX "by_mail";
DROP INDEX "by_both";

-- Stops where rows have equal keys.
CREATE UNIQUE INDEX by_name ON users (name);
CREATE INDEX by_mail ON users (mail DESC) WHERE mail IS NOT NULL;
