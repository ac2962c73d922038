-- readings: add unique (taken)
CREATE TABLE "readings__new" (taken TEXT, value REAL, UNIQUE (taken) ON CONFLICT REPLACE);

-- Stops at a row that does not satisfy what is new.
INSERT OR ABORT INTO "readings__new" (rowid, "taken", "value")
  SELECT rowid, "taken", "value"
  FROM "readings";
DROP TABLE "readings";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "readings__new" RENAME TO "readings";
PRAGMA legacy_alter_table = OFF;
