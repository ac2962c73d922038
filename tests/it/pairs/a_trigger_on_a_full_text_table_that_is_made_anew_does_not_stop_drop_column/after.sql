CREATE TABLE notes (text TEXT);
CREATE VIRTUAL TABLE search USING fts5(text);
CREATE TRIGGER notes_unsearched AFTER DELETE ON notes BEGIN
  INSERT INTO search (text) VALUES (OLD.text);
END;
