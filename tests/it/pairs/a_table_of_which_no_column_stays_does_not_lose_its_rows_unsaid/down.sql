-- tags: drop column label, add column name, drop primary key (label), add primary key (name)
CREATE TABLE "tags__new" (name TEXT PRIMARY KEY) WITHOUT ROWID;

-- Stops at a row that does not satisfy what is new.
-- TODO(review): name is NOT NULL and new: put a value for existing rows in the place of NULL
INSERT INTO "tags__new" ("name")
  SELECT NULL
  FROM "tags";
DROP TABLE "tags";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tags__new" RENAME TO "tags";
PRAGMA legacy_alter_table = OFF;
