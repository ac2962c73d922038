-- no-transaction
-- The copy of pages refers to pages itself: with foreign keys on, dropping the old table
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

-- pages: add column slug, add column parent, add unique (site, slug), add foreign key (site,
-- parent) to pages
CREATE TABLE "pages__new" (
  site TEXT,
  slug TEXT,
  parent TEXT,
  UNIQUE (site, slug),
  FOREIGN KEY (site, parent) REFERENCES pages (site, slug)
);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "pages__new" (rowid, "site")
  SELECT rowid, "site"
  FROM "pages";
DROP TABLE "pages";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "pages__new" RENAME TO "pages";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
