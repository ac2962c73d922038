-- users: column karma may be NULL and default 1 + 1 -> none
CREATE TABLE "users__new" (name TEXT, karma INTEGER);
INSERT INTO "users__new" (rowid, "name", "karma")
  SELECT rowid, "name", "karma"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
