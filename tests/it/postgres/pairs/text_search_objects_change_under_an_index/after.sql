CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION plain ALTER MAPPING FOR word WITH short, simple;
COMMENT ON TEXT SEARCH CONFIGURATION plain IS 'for documents';
COMMENT ON TEXT SEARCH DICTIONARY short IS 'for words';
CREATE TABLE docs (id int PRIMARY KEY, body text);
CREATE INDEX docs_by_word ON docs USING gin (to_tsvector('plain', body));
