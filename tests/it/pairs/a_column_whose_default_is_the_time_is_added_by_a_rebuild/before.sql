CREATE TABLE events (name TEXT);
