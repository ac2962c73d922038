DROP TRIGGER "sold";

-- stock: add check (stock.item > 0 AND stock.item < 1000)
CREATE TABLE "stock__new" (item INTEGER CHECK ("stock__new".item > 0 AND "stock__new".item < 1000));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "stock__new" (rowid, "item")
  SELECT rowid, "item"
  FROM "stock";
DROP TABLE "stock";
ALTER TABLE "stock__new" RENAME TO "stock";
DROP TABLE "sales";
