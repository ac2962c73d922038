CREATE UNLOGGED TABLE events (id int NOT NULL, body text) WITH (fillfactor = 90, autovacuum_enabled = false, toast.autovacuum_enabled = false);
CREATE UNIQUE INDEX events_once ON events (id);
ALTER TABLE events REPLICA IDENTITY USING INDEX events_once;
ALTER TABLE events CLUSTER ON events_once;
COMMENT ON TABLE events IS 'goes with the server';
