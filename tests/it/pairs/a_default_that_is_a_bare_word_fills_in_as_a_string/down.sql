-- tickets: column state may be NULL and default open -> none
CREATE TABLE "tickets__new" (id INTEGER PRIMARY KEY, state TEXT);
INSERT INTO "tickets__new" ("id", "state")
  SELECT "id", "state"
  FROM "tickets";
DROP TABLE "tickets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tickets__new" RENAME TO "tickets";
PRAGMA legacy_alter_table = OFF;
