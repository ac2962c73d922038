-- stock: drop check (stock.item > 0 AND stock.item < 1000)
CREATE TABLE "stock__new" (item INTEGER);
INSERT INTO "stock__new" (rowid, "item")
  SELECT rowid, "item"
  FROM "stock";
DROP TABLE "stock";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "stock__new" RENAME TO "stock";
PRAGMA legacy_alter_table = OFF;
CREATE TABLE sales (item INTEGER);

CREATE TRIGGER sold AFTER INSERT ON sales BEGIN
  DELETE FROM stock WHERE item = NEW.item;
END;
