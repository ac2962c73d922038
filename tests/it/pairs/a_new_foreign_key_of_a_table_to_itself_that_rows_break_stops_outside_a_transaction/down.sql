-- no-transaction
-- Rebuilding cities with foreign keys on would delete or change rows of
-- cities, which refer to it.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- Stops below, before anything is kept, if rows break more foreign keys than before.
CREATE TEMP TABLE _cargo_migrate_guard (
  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
);
INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;

-- cities: drop column country, drop column name, drop primary key (name, country), drop foreign
-- key (twin_country, twin) to cities
CREATE TABLE "cities__new" (twin_country TEXT, twin TEXT);
INSERT INTO "cities__new" (rowid, "twin_country", "twin")
  SELECT rowid, "twin_country", "twin"
  FROM "cities";
DROP TABLE "cities";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "cities__new" RENAME TO "cities";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
