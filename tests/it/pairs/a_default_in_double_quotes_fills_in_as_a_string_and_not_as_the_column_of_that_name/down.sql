-- tickets: column state may be NULL and default "open" -> none
CREATE TABLE "tickets__new" (open TEXT, state TEXT);
INSERT INTO "tickets__new" (rowid, "open", "state")
  SELECT rowid, "open", "state"
  FROM "tickets";
DROP TABLE "tickets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tickets__new" RENAME TO "tickets";
PRAGMA legacy_alter_table = OFF;
