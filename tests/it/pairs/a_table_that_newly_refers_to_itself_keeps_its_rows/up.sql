-- no-transaction
-- The copy of folders refers to folders itself: with foreign keys on, dropping the old table
-- would delete or change the rows of the new one.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- Stops below, before anything is kept, if rows break more foreign keys than before.
CREATE TEMP TABLE _cargo_migrate_guard (
  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
);
INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;

-- folders: add foreign key (name) to folders
CREATE TABLE "folders__new" (name TEXT PRIMARY KEY REFERENCES folders (name) ON DELETE CASCADE);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "folders__new" (rowid, "name")
  SELECT rowid, "name"
  FROM "folders";
DROP TABLE "folders";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "folders__new" RENAME TO "folders";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
