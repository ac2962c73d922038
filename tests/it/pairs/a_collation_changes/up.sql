-- users: column name other collation
CREATE TABLE "users__new" (name TEXT COLLATE NOCASE UNIQUE);
INSERT INTO "users__new" (rowid, "name")
  SELECT rowid, "name"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX users_by_length ON users (length(name));
