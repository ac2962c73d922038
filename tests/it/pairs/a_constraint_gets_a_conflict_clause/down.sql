-- users: column name other NOT NULL clause, drop primary key (id), drop unique (mail), add
-- primary key (id), add unique (mail)
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, mail TEXT UNIQUE, name TEXT NOT NULL);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" ("id", "mail", "name")
  SELECT "id", "mail", "name"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
