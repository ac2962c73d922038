-- readings: drop column taken, add column value, add unique (value)
CREATE TABLE "readings__new" (value REAL UNIQUE ON CONFLICT IGNORE DEFAULT 1.5);

-- Stops at a row that does not satisfy what is new.
INSERT OR ABORT INTO "readings__new" (rowid)
  SELECT rowid
  FROM "readings";
DROP TABLE "readings";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "readings__new" RENAME TO "readings";
PRAGMA legacy_alter_table = OFF;
