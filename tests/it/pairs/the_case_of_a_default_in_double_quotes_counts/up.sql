-- tickets: column state default "OPEN" -> "open"
CREATE TABLE "tickets__new" (state TEXT DEFAULT "open");
INSERT INTO "tickets__new" (rowid, "state")
  SELECT rowid, "state"
  FROM "tickets";
DROP TABLE "tickets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tickets__new" RENAME TO "tickets";
PRAGMA legacy_alter_table = OFF;
