-- users: drop column mail, drop unique (mail)
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO "users__new" ("id", "name")
  SELECT "id", "name"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX users_by_name ON users (name);
