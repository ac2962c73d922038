-- labels: drop check (name IS NOT "None")
CREATE TABLE "labels__new" (name TEXT);
INSERT INTO "labels__new" (rowid, "name")
  SELECT rowid, "name"
  FROM "labels";
DROP TABLE "labels";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "labels__new" RENAME TO "labels";
PRAGMA legacy_alter_table = OFF;
ALTER TABLE "notes" ADD COLUMN colour TEXT;
