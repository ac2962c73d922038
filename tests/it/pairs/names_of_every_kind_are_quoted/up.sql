-- order: add column new; one, add check ("group" <> '')
CREATE TABLE "order__new" ("group" TEXT CHECK ("group" <> ''), [a "b"] TEXT, "it's" TEXT, größe REAL, "--" TEXT, "new; one" TEXT)
;

-- Stops at a row that does not satisfy what is new.
INSERT INTO "order__new" (rowid, "group", "a ""b""", "it's", "größe", "--")
  SELECT rowid, "group", "a ""b""", "it's", "größe", "--"
  FROM "order";
DROP TABLE "order";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "order__new" RENAME TO "order";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "select" ON "order" ("group");
CREATE VIEW "my view" AS SELECT "it's" FROM "order";
