-- no-transaction
-- The copy of Orders refers to Orders itself: with foreign keys on, dropping the old table
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

-- orders: add foreign key (id) to orders, add check (id > 0)
CREATE TABLE "orders__new" (id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0) REFERENCES orders);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "orders__new" ("id")
  SELECT "id"
  FROM "Orders";
DELETE FROM sqlite_sequence WHERE name = 'orders__new';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'orders__new', seq FROM sqlite_sequence WHERE name = 'Orders' COLLATE NOCASE;
DROP TABLE "Orders";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "orders__new" RENAME TO "orders";
PRAGMA legacy_alter_table = OFF;

-- No row may refer to one that is not there.
UPDATE _cargo_migrate_guard SET broken = broken + (SELECT count(*) FROM pragma_foreign_key_check);
DROP TABLE _cargo_migrate_guard;
COMMIT;
PRAGMA foreign_keys = ON;
