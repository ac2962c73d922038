-- tags: drop column label, add column name, add primary key (name), becomes WITHOUT ROWID
CREATE TABLE "tags__new" (name TEXT PRIMARY KEY DEFAULT 'none') WITHOUT ROWID;

-- Stops at a row that does not satisfy what is new.
INSERT INTO "tags__new" ("name")
  SELECT 'none'
  FROM "tags";
DROP TABLE "tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tags__new" RENAME TO "tags";
PRAGMA legacy_alter_table = OFF;
