-- users: column name type text -> varchar(80), is no longer STRICT
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, name VARCHAR(80), born INT);
INSERT INTO "users__new" ("id", "name", "born")
  SELECT "id", "name", "born"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
