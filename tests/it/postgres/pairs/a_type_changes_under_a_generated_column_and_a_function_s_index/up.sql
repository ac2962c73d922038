DROP INDEX words_folded;
ALTER TABLE words DROP COLUMN length;
ALTER TABLE words ALTER COLUMN word TYPE text;
ALTER TABLE words ADD COLUMN length integer GENERATED ALWAYS AS (char_length(word)) STORED;
CREATE INDEX words_by_length ON words USING btree (length);
CREATE INDEX words_folded ON words USING btree (folded(word));
