-- people: column nick may be NULL and default '?' -> none, drop column mail
CREATE TABLE "people__new" (id INTEGER PRIMARY KEY, "nick" TEXT);
INSERT INTO "people__new" ("id", "nick")
  SELECT "id", "nick"
  FROM "people";
DROP TABLE "people";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "people__new" RENAME TO "people";
PRAGMA legacy_alter_table = OFF;
ALTER TABLE "people" RENAME TO "users";
ALTER TABLE "users" RENAME COLUMN "nick" TO "name";
