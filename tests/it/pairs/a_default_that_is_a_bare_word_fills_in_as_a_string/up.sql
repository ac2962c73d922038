-- tickets: column state becomes NOT NULL and default none -> open
CREATE TABLE "tickets__new" (id INTEGER PRIMARY KEY, state TEXT NOT NULL DEFAULT open);
INSERT INTO "tickets__new" ("id", "state")
  SELECT "id", coalesce("state", 'open')
  FROM "tickets";
DROP TABLE "tickets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "tickets__new" RENAME TO "tickets";
PRAGMA legacy_alter_table = OFF;
