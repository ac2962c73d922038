-- orders: is no longer AUTOINCREMENT
CREATE TABLE "orders__new" (id INTEGER PRIMARY KEY, item TEXT);
INSERT INTO "orders__new" ("id", "item")
  SELECT "id", "item"
  FROM "orders";
DROP TABLE "orders";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "orders__new" RENAME TO "orders";
PRAGMA legacy_alter_table = OFF;
