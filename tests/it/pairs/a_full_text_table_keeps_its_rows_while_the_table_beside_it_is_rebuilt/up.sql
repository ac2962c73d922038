-- notes: add check (text <> '')
CREATE TABLE "notes__new" (id INTEGER PRIMARY KEY, text TEXT CHECK (text <> ''));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "notes__new" ("id", "text")
  SELECT "id", "text"
  FROM "notes";
DROP TABLE "notes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "notes__new" RENAME TO "notes";
PRAGMA legacy_alter_table = OFF;

CREATE TRIGGER notes_searched AFTER INSERT ON notes BEGIN
  INSERT INTO search (rowid, text) VALUES (NEW.id, NEW.text);
END;
