-- users: column name becomes NOT NULL
CREATE TABLE "users__new" (name TEXT NOT NULL);

-- TODO(review): name becomes NOT NULL: rows without a value stop here; give them one, as in
-- coalesce("name", …)
INSERT INTO "users__new" (rowid, "name")
  SELECT rowid, "name"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
