CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);
CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple, STOPWORDS = english);
ALTER TEXT SEARCH CONFIGURATION plain ALTER MAPPING FOR asciiword WITH short;
CREATE TABLE docs (id int PRIMARY KEY, body text);
CREATE INDEX docs_by_word ON docs USING gin (to_tsvector('plain', body));
