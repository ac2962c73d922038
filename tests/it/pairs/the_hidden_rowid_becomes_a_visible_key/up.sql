-- notes: add column id, add primary key (id)
CREATE TABLE "notes__new" (id INTEGER PRIMARY KEY, text TEXT);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "notes__new" ("id", "text")
  SELECT rowid, "text"
  FROM "notes";
DROP TABLE "notes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "notes__new" RENAME TO "notes";
PRAGMA legacy_alter_table = OFF;
