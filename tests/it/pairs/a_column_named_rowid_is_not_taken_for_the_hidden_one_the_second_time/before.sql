CREATE TABLE events (seen TEXT);
CREATE TABLE sources (name TEXT PRIMARY KEY, parent REFERENCES sources (name));
