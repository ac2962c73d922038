-- tickets: column state default Open -> open
CREATE TABLE "tickets__new" (id INTEGER, state TEXT DEFAULT open, urgent DEFAULT false, made DEFAULT CURRENT_TIMESTAMP);
INSERT INTO "tickets__new" (rowid, "id", "state", "urgent", "made")
  SELECT rowid, "id", "state", "urgent", "made"
  FROM "tickets";
DROP TABLE "tickets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tickets__new" RENAME TO "tickets";
PRAGMA legacy_alter_table = OFF;
