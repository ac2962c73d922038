ALTER TABLE notes ADD COLUMN text text;
ALTER TABLE notes SET (toast.autovacuum_enabled=false);
