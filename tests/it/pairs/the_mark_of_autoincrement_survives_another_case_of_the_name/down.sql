-- no-transaction
-- Rebuilding orders with foreign keys on would delete or change rows of
-- orders, which refer to it.
-- So this file switches foreign keys off, which works only outside a transaction,
-- and brings its own. It is safe to run twice.
PRAGMA foreign_keys = OFF;
BEGIN IMMEDIATE;

-- Stops below, before anything is kept, if rows break more foreign keys than before.
CREATE TEMP TABLE _cargo_migrate_guard (
  broken INTEGER CONSTRAINT rows_break_a_foreign_key CHECK (broken <= 0)
);
INSERT INTO _cargo_migrate_guard SELECT -count(*) FROM pragma_foreign_key_check;

-- Orders: drop foreign key (id) to orders, drop check (id > 0)
CREATE TABLE "Orders__new" (id INTEGER PRIMARY KEY AUTOINCREMENT);
INSERT INTO "Orders__new" ("id")
  SELECT "id"
  FROM "orders";
DELETE FROM sqlite_sequence WHERE name = 'Orders__new';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'Orders__new', seq FROM sqlite_sequence WHERE name = 'orders' COLLATE NOCASE;
DROP TABLE "orders";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "Orders__new" RENAME TO "Orders";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
