CREATE TABLE settings (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE INDEX settings_by_value ON settings (value);
