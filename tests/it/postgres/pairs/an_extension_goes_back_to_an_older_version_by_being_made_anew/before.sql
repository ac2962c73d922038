CREATE EXTENSION pg_trgm VERSION '1.5';
CREATE TABLE notes (text text);
CREATE INDEX by_text ON notes USING gin (text gin_trgm_ops);
