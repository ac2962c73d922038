-- notes: drop column colour
CREATE TABLE "notes__new" (text TEXT);
INSERT INTO "notes__new" (rowid, "text")
  SELECT rowid, "text"
  FROM "notes";
DROP TABLE "notes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "notes__new" RENAME TO "notes";
PRAGMA legacy_alter_table = OFF;

-- marks: drop column end, add column start
CREATE TABLE "marks__new" ("start");
INSERT INTO "marks__new" (rowid)
  SELECT rowid
  FROM "marks";
DROP TABLE "marks";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "marks__new" RENAME TO "marks";
PRAGMA legacy_alter_table = OFF;
