CREATE TABLE users (name TEXT, language TEXT DEFAULT 'de');
