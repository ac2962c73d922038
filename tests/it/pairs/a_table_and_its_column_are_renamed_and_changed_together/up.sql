ALTER TABLE "users" RENAME TO "people";
ALTER TABLE "people" RENAME COLUMN "name" TO "nick";

-- people: column nick becomes NOT NULL and default none -> '?', add column mail
CREATE TABLE "people__new" (id INTEGER PRIMARY KEY, nick TEXT NOT NULL DEFAULT '?', mail TEXT);
INSERT INTO "people__new" ("id", "nick")
  SELECT "id", coalesce("nick", '?')
  FROM "people";
DROP TABLE "people";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "people__new" RENAME TO "people";
PRAGMA legacy_alter_table = OFF;
