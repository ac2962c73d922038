-- users: add column mail
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, mail TEXT NOT NULL);

-- TODO(review): mail is NOT NULL and new: put a value for existing rows in the place of NULL
INSERT INTO "users__new" ("id", "mail")
  SELECT "id", NULL
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
