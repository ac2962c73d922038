ALTER TABLE "notes" ADD COLUMN colour TEXT;

-- marks: drop column start, add column end
CREATE TABLE "marks__new" ("end");
INSERT INTO "marks__new" (rowid)
  SELECT rowid
  FROM "marks";
DROP TABLE "marks";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "marks__new" RENAME TO "marks";
PRAGMA legacy_alter_table = OFF;
