DROP INDEX by_text;
DROP EXTENSION pg_trgm;
CREATE EXTENSION pg_trgm WITH SCHEMA public VERSION '1.5';
CREATE INDEX by_text ON notes USING gin (text gin_trgm_ops);
