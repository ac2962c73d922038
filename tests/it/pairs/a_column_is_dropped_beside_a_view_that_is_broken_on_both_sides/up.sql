-- users: drop column nick
CREATE TABLE "users__new" (name TEXT);
INSERT INTO "users__new" (rowid, "name")
  SELECT rowid, "name"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
