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

-- staff: drop column boss, add column wage, drop foreign key (boss) to staff, add foreign key
-- (id) to staff, add check (staff.wage IS NULL OR staff.wage > 0)
CREATE TABLE "staff__new" (
  id INTEGER PRIMARY KEY,
  wage INTEGER,
  CHECK ("staff__new".wage IS NULL OR "staff__new".wage > 0),
  FOREIGN KEY (id) REFERENCES staff (id)
);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "staff__new" ("id")
  SELECT "id"
  FROM "staff";
DROP TABLE "staff";
ALTER TABLE "staff__new" RENAME TO "staff";
DROP VIEW IF EXISTS "wages";
CREATE VIEW IF NOT EXISTS wages AS SELECT wage FROM staff;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
