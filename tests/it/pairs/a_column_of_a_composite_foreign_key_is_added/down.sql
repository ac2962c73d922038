-- streets: drop column city, drop foreign key (country, city) to cities
CREATE TABLE "streets__new" (country TEXT);
INSERT INTO "streets__new" (rowid, "country")
  SELECT rowid, "country"
  FROM "streets";
DROP TABLE "streets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "streets__new" RENAME TO "streets";
PRAGMA legacy_alter_table = OFF;
