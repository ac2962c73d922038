-- users: column name may be NULL and computed in another way, drop column initial
CREATE TABLE "users__new" (first TEXT, last TEXT, name TEXT AS (first || last) VIRTUAL);
INSERT INTO "users__new" (rowid, "first", "last")
  SELECT rowid, "first", "last"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX users_by_name ON users (name);
