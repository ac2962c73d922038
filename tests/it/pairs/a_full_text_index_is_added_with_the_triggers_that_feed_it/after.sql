CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT);
CREATE VIRTUAL TABLE notes_search USING fts5(text, content='notes', content_rowid='id');
CREATE TRIGGER notes_searched AFTER INSERT ON notes BEGIN
  INSERT INTO notes_search (rowid, text) VALUES (NEW.id, NEW.text);
END;
