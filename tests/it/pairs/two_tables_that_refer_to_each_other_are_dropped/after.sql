CREATE TABLE settings (name TEXT);
