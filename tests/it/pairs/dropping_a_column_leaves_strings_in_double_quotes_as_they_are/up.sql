-- labels: add check (name IS NOT "None")
CREATE TABLE "labels__new" (name TEXT CHECK (name IS NOT "None"));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "labels__new" (rowid, "name")
  SELECT rowid, "name"
  FROM "labels";
DROP TABLE "labels";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "labels__new" RENAME TO "labels";
PRAGMA legacy_alter_table = OFF;

-- notes: drop column colour
CREATE TABLE "notes__new" (text TEXT);
INSERT INTO "notes__new" (rowid, "text")
  SELECT rowid, "text"
  FROM "notes";
DROP TABLE "notes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "notes__new" RENAME TO "notes";
PRAGMA legacy_alter_table = OFF;
