-- users: drop foreign key (team) to teams
CREATE TABLE "users__new" (team TEXT);
INSERT INTO "users__new" (rowid, "team")
  SELECT rowid, "team"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
DROP TABLE "teams";
