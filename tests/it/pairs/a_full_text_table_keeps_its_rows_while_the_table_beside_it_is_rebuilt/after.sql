CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT CHECK (text <> ''));
CREATE VIRTUAL TABLE search USING fts5(text, tokenize = 'porter');
CREATE TRIGGER notes_searched AFTER INSERT ON notes BEGIN
  INSERT INTO search (rowid, text) VALUES (NEW.id, NEW.text);
END;
