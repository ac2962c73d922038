-- readings: drop column value, add column taken, drop unique (value)
CREATE TABLE "readings__new" (taken TEXT);
INSERT INTO "readings__new" (rowid)
  SELECT rowid
  FROM "readings";
DROP TABLE "readings";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "readings__new" RENAME TO "readings";
PRAGMA legacy_alter_table = OFF;
