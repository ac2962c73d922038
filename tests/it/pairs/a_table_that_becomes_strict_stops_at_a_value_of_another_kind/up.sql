-- users: becomes STRICT
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, born INT) STRICT;

-- TODO(review): the table becomes STRICT: rows that hold another kind of value stop here
INSERT INTO "users__new" ("id", "born")
  SELECT "id", "born"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
