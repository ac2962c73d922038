-- rooms: drop column floor
CREATE TABLE "rooms__new" (number INTEGER, beds INTEGER, CHECK (beds <> 5));
INSERT INTO "rooms__new" (rowid, "number", "beds")
  SELECT rowid, "number", "beds"
  FROM "rooms";
DROP TABLE "rooms";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "rooms__new" RENAME TO "rooms";
PRAGMA legacy_alter_table = OFF;
