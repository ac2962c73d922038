DROP VIEW "names";

-- labels: drop column name, add column title
CREATE TABLE "labels__new" (title TEXT);
INSERT INTO "labels__new" (rowid)
  SELECT rowid
  FROM "labels";
DROP TABLE "labels";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "labels__new" RENAME TO "labels";
PRAGMA legacy_alter_table = OFF;
CREATE VIEW names AS SELECT "name" FROM labels;
