-- labels: drop check (title IS NOT "None"), add check ("title" IS NOT 'None')
CREATE TABLE "labels__new" ("title" TEXT CHECK ("title" IS NOT 'None'), colour TEXT);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "labels__new" (rowid, "title", "colour")
  SELECT rowid, "title", "colour"
  FROM "labels";
DROP TABLE "labels";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "labels__new" RENAME TO "labels";
PRAGMA legacy_alter_table = OFF;
ALTER TABLE "labels" RENAME COLUMN "title" TO "name";

-- labels: drop check ("name" IS NOT 'None'), add check (name IS NOT "None")
CREATE TABLE "labels__new" (name TEXT CHECK (name IS NOT "None"), colour TEXT);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "labels__new" (rowid, "name", "colour")
  SELECT rowid, "name", "colour"
  FROM "labels";
DROP TABLE "labels";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "labels__new" RENAME TO "labels";
PRAGMA legacy_alter_table = OFF;
