-- tickets: column state default open -> Open
CREATE TABLE "tickets__new" (id INTEGER, state TEXT DEFAULT Open, urgent DEFAULT FALSE, made DEFAULT current_timestamp);
INSERT INTO "tickets__new" (rowid, "id", "state", "urgent", "made")
  SELECT rowid, "id", "state", "urgent", "made"
  FROM "tickets";
DROP TABLE "tickets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tickets__new" RENAME TO "tickets";
PRAGMA legacy_alter_table = OFF;
