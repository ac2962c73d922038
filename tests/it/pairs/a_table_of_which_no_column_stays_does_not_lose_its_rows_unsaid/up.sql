-- tags: drop column name, add column label, drop primary key (name), add primary key (label)
CREATE TABLE "tags__new" (label TEXT PRIMARY KEY) WITHOUT ROWID;

-- Stops at a row that does not satisfy what is new.
-- TODO(review): label is NOT NULL and new: put a value for existing rows in the place of NULL
INSERT INTO "tags__new" ("label")
  SELECT NULL
  FROM "tags";
DROP TABLE "tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tags__new" RENAME TO "tags";
PRAGMA legacy_alter_table = OFF;
