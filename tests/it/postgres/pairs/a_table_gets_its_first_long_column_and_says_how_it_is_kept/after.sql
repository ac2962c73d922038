CREATE TABLE notes (id int, text text) WITH (toast.autovacuum_enabled = false);
