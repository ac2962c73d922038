-- events: add column at, add column day
CREATE TABLE "events__new" (name TEXT, at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP, day TEXT DEFAULT (date('now')));
INSERT INTO "events__new" (rowid, "name")
  SELECT rowid, "name"
  FROM "events";
DROP TABLE "events";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "events__new" RENAME TO "events";
PRAGMA legacy_alter_table = OFF;
