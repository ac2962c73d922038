-- no-transaction
-- Rows can be copied into users with foreign keys on only while its parent teams is
-- there with a unique key.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- Stops below, before anything is kept, if rows break more foreign keys than before.
CREATE TEMP TABLE _cargo_migrate_guard (
  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
);
INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;
CREATE TABLE IF NOT EXISTS teams (name TEXT);

-- users: add foreign key (team) to teams
CREATE TABLE "users__new" (team TEXT REFERENCES teams (name));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" (rowid, "team")
  SELECT rowid, "team"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX IF NOT EXISTS team_names ON teams (name);

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
