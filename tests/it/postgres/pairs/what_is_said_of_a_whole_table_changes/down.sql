ALTER TABLE events REPLICA IDENTITY DEFAULT;
ALTER TABLE events SET LOGGED;
ALTER TABLE events RESET (autovacuum_enabled);
ALTER TABLE events SET (fillfactor=80);
COMMENT ON TABLE events IS NULL;
ALTER TABLE events SET WITHOUT CLUSTER;
ALTER TABLE events RESET (toast.autovacuum_enabled);
