CREATE TABLE notes (text TEXT, old TEXT);
CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'porter ascii');
CREATE TRIGGER notes_unsearched AFTER DELETE ON notes BEGIN
  INSERT INTO search (text) VALUES (OLD.text);
END;
