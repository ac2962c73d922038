CREATE TABLE notes (text TEXT);
CREATE VIRTUAL TABLE search USING fts5(text, content='');
