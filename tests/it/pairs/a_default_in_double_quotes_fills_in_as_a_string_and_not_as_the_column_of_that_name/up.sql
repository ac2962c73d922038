-- tickets: column state becomes NOT NULL and default none -> "open"
CREATE TABLE "tickets__new" (open TEXT, state TEXT NOT NULL DEFAULT "open");
INSERT INTO "tickets__new" (rowid, "open", "state")
  SELECT rowid, "open", coalesce("state", 'open')
  FROM "tickets";
DROP TABLE "tickets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tickets__new" RENAME TO "tickets";
PRAGMA legacy_alter_table = OFF;
