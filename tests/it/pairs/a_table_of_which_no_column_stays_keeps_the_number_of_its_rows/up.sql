-- tags: drop column name, add column label, drop primary key (name), is no longer WITHOUT ROWID
CREATE TABLE "tags__new" (label TEXT DEFAULT 'empty');
INSERT INTO "tags__new" ("label")
  SELECT 'empty'
  FROM "tags";
DROP TABLE "tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tags__new" RENAME TO "tags";
PRAGMA legacy_alter_table = OFF;
