-- labels: drop column title, add column name
CREATE TABLE "labels__new" (name TEXT);
INSERT INTO "labels__new" (rowid)
  SELECT rowid
  FROM "labels";
DROP TABLE "labels";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "labels__new" RENAME TO "labels";
PRAGMA legacy_alter_table = OFF;
