CREATE TABLE notes (text TEXT);
CREATE VIEW short AS SELECT text FROM notes WHERE length(text) < 10;
CREATE TRIGGER trim_notes AFTER INSERT ON notes BEGIN
  UPDATE notes SET text = trim(text) WHERE rowid = NEW.rowid;
END;
