-- rooms: drop column floor
CREATE TABLE "rooms__new" (beds INTEGER CHECK (beds <> 5));
INSERT INTO "rooms__new" (rowid, "beds")
  SELECT rowid, "beds"
  FROM "rooms";
DROP TABLE "rooms";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "rooms__new" RENAME TO "rooms";
PRAGMA legacy_alter_table = OFF;
