-- users: is no longer STRICT
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, born INT);
INSERT INTO "users__new" ("id", "born")
  SELECT "id", "born"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
