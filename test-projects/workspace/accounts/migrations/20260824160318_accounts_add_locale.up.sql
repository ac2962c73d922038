-- In which language to write to somebody.

ALTER TABLE accounts ADD COLUMN locale TEXT NOT NULL DEFAULT 'en';
