-- people: drop column initial, drop column name
CREATE TABLE "people__new" (id INTEGER PRIMARY KEY);
INSERT INTO "people__new" ("id")
  SELECT "id"
  FROM "people";
DROP TABLE "people";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "people__new" RENAME TO "people";
PRAGMA legacy_alter_table = OFF;
