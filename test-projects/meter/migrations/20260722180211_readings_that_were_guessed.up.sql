-- Add up migration script here
-- readings that were guessed
CREATE INDEX readings_guessed ON ONLY readings USING btree (read_at) WHERE guessed;
CREATE INDEX readings_2025_read_at_idx ON readings_2025 USING btree (read_at) WHERE guessed;
CREATE INDEX readings_2026_read_at_idx ON readings_2026 USING btree (read_at) WHERE guessed;
CREATE INDEX readings_other_read_at_idx ON readings_other USING btree (read_at) WHERE guessed;
ALTER INDEX readings_guessed ATTACH PARTITION readings_2025_read_at_idx;
ALTER INDEX readings_guessed ATTACH PARTITION readings_2026_read_at_idx;
ALTER INDEX readings_guessed ATTACH PARTITION readings_other_read_at_idx;
