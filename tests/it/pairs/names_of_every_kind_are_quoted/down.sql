DROP VIEW "my view";

-- order: drop column new; one, drop check ("group" <> '')
CREATE TABLE "order__new" ("group" TEXT, [a "b"] TEXT, "it's" TEXT, größe REAL, "--" TEXT)
;
INSERT INTO "order__new" (rowid, "group", "a ""b""", "it's", "größe", "--")
  SELECT rowid, "group", "a ""b""", "it's", "größe", "--"
  FROM "order";
DROP TABLE "order";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "order__new" RENAME TO "order";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX "select" ON "order" ("group");
