-- no-transaction
-- Rebuilding teams with foreign keys on would delete or change rows of
-- users, which refer to it.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- Stops below, before anything is kept, if rows break more foreign keys than before.
CREATE TEMP TABLE _cargo_migrate_guard (
  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
);
INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;

-- teams: add check (id > 0)
CREATE TABLE "teams__new" (id INTEGER PRIMARY KEY, leader INTEGER REFERENCES users (id), CHECK (id > 0));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "teams__new" ("id", "leader")
  SELECT "id", "leader"
  FROM "teams";
DROP TABLE "teams";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "teams__new" RENAME TO "teams";
PRAGMA legacy_alter_table = OFF;

-- users: add check (id > 0)
CREATE TABLE "users__new" (id INTEGER PRIMARY KEY, team INTEGER REFERENCES teams (id) ON DELETE CASCADE, CHECK (id > 0));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" ("id", "team")
  SELECT "id", "team"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
