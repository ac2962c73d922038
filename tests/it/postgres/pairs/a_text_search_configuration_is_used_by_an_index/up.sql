CREATE TEXT SEARCH DICTIONARY short (TEMPLATE = simple, stopwords = 'english');

CREATE TEXT SEARCH CONFIGURATION plain (PARSER = "default");
ALTER TEXT SEARCH CONFIGURATION plain ADD MAPPING FOR asciiword WITH short;
ALTER TEXT SEARCH CONFIGURATION plain ADD MAPPING FOR word, numword, email, url, host, sfloat, version, hword_numpart, hword_part, hword_asciipart, numhword, asciihword, hword, url_path, file, "float", "int", uint WITH simple;
CREATE INDEX docs_by_word ON docs USING gin (to_tsvector('plain'::regconfig, body));
