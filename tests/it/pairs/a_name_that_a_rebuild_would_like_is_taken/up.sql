-- users: add check (name <> '')
CREATE TABLE "users__new_" (name TEXT CHECK (name <> ''));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new_" (rowid, "name")
  SELECT rowid, "name"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new_" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
