DROP TRIGGER "notes_unsearched";

-- TODO(review): search is made anew and empty; fill it again below
DROP TABLE "search";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "notes" DROP COLUMN "old";
PRAGMA legacy_alter_table = OFF;
CREATE VIRTUAL TABLE search USING fts5(text);

CREATE TRIGGER notes_unsearched AFTER DELETE ON notes BEGIN
  INSERT INTO search (text) VALUES (OLD.text);
END;
