-- users: drop check (users.age > 0)
CREATE TABLE "users__new" (name TEXT, age INTEGER);
INSERT INTO "users__new" (rowid, "name", "age")
  SELECT rowid, "name", "age"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
