ALTER TABLE events SET UNLOGGED;
ALTER TABLE events SET (fillfactor=90, autovacuum_enabled=false);
COMMENT ON TABLE events IS 'goes with the server';
ALTER TABLE events CLUSTER ON events_once;
ALTER TABLE events SET (toast.autovacuum_enabled=false);
ALTER TABLE events REPLICA IDENTITY USING INDEX events_once;
