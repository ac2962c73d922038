-- no-transaction
-- Rebuilding staff with foreign keys on would delete or change rows of
-- staff, which refer to it.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- Stops below, before anything is kept, if rows break more foreign keys than before.
CREATE TEMP TABLE _cargo_migrate_guard (
  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
);
INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;
DROP VIEW IF EXISTS "wages";

-- staff: drop column wage, add column boss, drop foreign key (id) to staff, drop check
-- (staff.wage IS NULL OR staff.wage > 0), add foreign key (boss) to staff
CREATE TABLE "staff__new" (id INTEGER PRIMARY KEY, boss REFERENCES staff (id));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "staff__new" ("id")
  SELECT "id"
  FROM "staff";
DROP TABLE "staff";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "staff__new" RENAME TO "staff";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
