-- users: add unique (mail)
CREATE TABLE "users__new" (mail TEXT UNIQUE);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" (rowid, "mail")
  SELECT rowid, "mail"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
