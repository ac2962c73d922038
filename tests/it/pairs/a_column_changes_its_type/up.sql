-- parts: column number type text -> integer
CREATE TABLE "parts__new" (number INTEGER, weight REAL);
INSERT INTO "parts__new" (rowid, "number", "weight")
  SELECT rowid, "number", "weight"
  FROM "parts";
DROP TABLE "parts";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "parts__new" RENAME TO "parts";
PRAGMA legacy_alter_table = OFF;
