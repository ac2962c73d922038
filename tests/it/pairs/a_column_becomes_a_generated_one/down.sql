-- boxes: column area computed in another way
CREATE TABLE "boxes__new" (width REAL, height REAL, area REAL);
INSERT INTO "boxes__new" (rowid, "width", "height", "area")
  SELECT rowid, "width", "height", "area"
  FROM "boxes";
DROP TABLE "boxes";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "boxes__new" RENAME TO "boxes";
PRAGMA legacy_alter_table = OFF;
