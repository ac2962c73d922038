-- users: column name type varchar(80) -> text, becomes STRICT
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, name TEXT, born INT) STRICT;

-- TODO(review): the table becomes STRICT: rows that hold another kind of value stop here
-- TODO(review): name becomes TEXT in a STRICT table: rows that hold another kind of value stop
-- here
INSERT INTO "users__new" ("id", "name", "born")
  SELECT "id", "name", "born"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
