CREATE TABLE events (id int NOT NULL, body text) WITH (fillfactor = 80);
CREATE UNIQUE INDEX events_once ON events (id);
