-- users: column karma becomes NOT NULL and default none -> 1 + 1
CREATE TABLE "users__new" (name TEXT, karma INTEGER NOT NULL DEFAULT (1 + 1));
INSERT INTO "users__new" (rowid, "name", "karma")
  SELECT rowid, "name", coalesce("karma", 1 + 1)
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
