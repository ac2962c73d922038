-- orders: add check (item <> '')
CREATE TABLE "orders__new" (id INTEGER PRIMARY KEY AUTOINCREMENT, item TEXT CHECK (item <> ''));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "orders__new" ("id", "item")
  SELECT "id", "item"
  FROM "orders";
DELETE FROM sqlite_sequence WHERE name = 'orders__new';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'orders__new', seq FROM sqlite_sequence WHERE name = 'orders' COLLATE NOCASE;
DROP TABLE "orders";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "orders__new" RENAME TO "orders";
PRAGMA legacy_alter_table = OFF;

-- bills: add check (id > 0)
CREATE TABLE "bills__new" (id INTEGER PRIMARY KEY AUTOINCREMENT CHECK (id > 0));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "bills__new" ("id")
  SELECT "id"
  FROM "bills";
DELETE FROM sqlite_sequence WHERE name = 'bills__new';
INSERT INTO sqlite_sequence (name, seq)
  SELECT 'bills__new', seq FROM sqlite_sequence WHERE name = 'bills' COLLATE NOCASE;
DROP TABLE "bills";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "bills__new" RENAME TO "bills";
PRAGMA legacy_alter_table = OFF;
