ALTER TABLE notes DROP COLUMN text;
ALTER TABLE notes RESET (toast.autovacuum_enabled);
