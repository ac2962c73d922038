-- users: add column mail, add unique (mail)
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, mail TEXT UNIQUE, name TEXT);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" ("id", "name")
  SELECT "id", "name"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX users_by_name ON users (name);
