DROP TEXT SEARCH DICTIONARY short;
DROP INDEX docs_by_word;
DROP TEXT SEARCH CONFIGURATION plain;
CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple, accept = 'false');
COMMENT ON TEXT SEARCH DICTIONARY short IS 'for words';

CREATE TEXT SEARCH CONFIGURATION plain (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION plain ADD MAPPING FOR asciiword, numword, email, url, host, sfloat, version, hword_numpart, hword_part, hword_asciipart, numhword, asciihword, hword, url_path, file, "float", "int", uint WITH simple;
ALTER TEXT SEARCH CONFIGURATION plain ADD MAPPING FOR word WITH short, simple;
COMMENT ON TEXT SEARCH CONFIGURATION plain IS 'for documents';
CREATE INDEX docs_by_word ON docs USING gin (to_tsvector('plain'::regconfig, body));
