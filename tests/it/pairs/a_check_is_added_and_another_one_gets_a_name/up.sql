-- users: drop check (age > 0), add check (age < 150), add check born
CREATE TABLE "users__new" (age INTEGER CHECK (age < 150), CONSTRAINT born CHECK (age > 0));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" (rowid, "age")
  SELECT rowid, "age"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
