-- points: drop column c
CREATE TABLE "points__new" (a, b, UNIQUE (a));
INSERT INTO "points__new" (rowid, "a", "b")
  SELECT rowid, "a", "b"
  FROM "points";
DROP TABLE "points";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "points__new" RENAME TO "points";
PRAGMA legacy_alter_table = OFF;
