-- no-transaction
-- The copy of cities refers to cities itself: with foreign keys on, dropping the old table
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

-- cities: add column country, add column name, add primary key (name, country), add foreign key
-- (twin_country, twin) to cities
CREATE TABLE "cities__new" (
  country TEXT,
  name TEXT,
  twin_country TEXT,
  twin TEXT,
  PRIMARY KEY (name COLLATE RTRIM, country),
  FOREIGN KEY (twin_country, twin) REFERENCES cities
);

-- Stops at a row that does not satisfy what is new.
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
