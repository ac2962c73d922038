CREATE TABLE events (rowid);
CREATE TABLE sources (name TEXT PRIMARY KEY, parent TEXT REFERENCES sources (name));
