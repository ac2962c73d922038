-- notes: add check (text <> '')
CREATE TABLE "notes__new" (text TEXT, CHECK (text <> ''));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "notes__new" (rowid, "text")
  SELECT rowid, "text"
  FROM "notes";
DROP TABLE "notes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "notes__new" RENAME TO "notes";
PRAGMA legacy_alter_table = OFF;
