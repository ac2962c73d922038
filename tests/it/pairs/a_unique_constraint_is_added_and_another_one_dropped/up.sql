-- users: drop unique (mail), add unique (team, number)
CREATE TABLE "users__new" (mail TEXT, team TEXT, number INTEGER, UNIQUE (team, number));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" (rowid, "mail", "team", "number")
  SELECT rowid, "mail", "team", "number"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
