-- Forgets in which language to write to somebody.

ALTER TABLE accounts DROP COLUMN locale;
