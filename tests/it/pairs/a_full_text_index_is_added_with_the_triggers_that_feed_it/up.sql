CREATE VIRTUAL TABLE notes_search USING fts5(text, content='notes', content_rowid='id');
INSERT INTO "notes_search" ("notes_search") VALUES ('rebuild');

CREATE TRIGGER notes_searched AFTER INSERT ON notes BEGIN
  INSERT INTO notes_search (rowid, text) VALUES (NEW.id, NEW.text);
END;
