CREATE TABLE settings (name TEXT PRIMARY KEY, value);
CREATE INDEX settings_by_value ON settings (value);
