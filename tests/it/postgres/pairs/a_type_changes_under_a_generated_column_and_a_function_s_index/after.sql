CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT lower($1)';
CREATE TABLE words (
    id     int PRIMARY KEY,
    word   text NOT NULL,
    length int GENERATED ALWAYS AS (char_length(word)) STORED
);
CREATE INDEX words_folded ON words (folded(word));
CREATE INDEX words_by_length ON words (length);
