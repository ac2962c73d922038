-- no-transaction
-- Rebuilding sources with foreign keys on would delete or change rows of
-- sources, which refer to it.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- Stops below, before anything is kept, if rows break more foreign keys than before.
CREATE TEMP TABLE _cargo_migrate_guard (
  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
);
INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;

-- events: drop column rowid, add column seen
CREATE TABLE "events__new" (seen TEXT);
INSERT INTO "events__new" (_rowid_)
  SELECT _rowid_
  FROM "events";
DROP TABLE "events";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "events__new" RENAME TO "events";
PRAGMA legacy_alter_table = OFF;

-- sources: column parent type text -> none
CREATE TABLE "sources__new" (name TEXT PRIMARY KEY, parent REFERENCES sources (name));
INSERT INTO "sources__new" (rowid, "name", "parent")
  SELECT rowid, "name", "parent"
  FROM "sources";
DROP TABLE "sources";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "sources__new" RENAME TO "sources";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
