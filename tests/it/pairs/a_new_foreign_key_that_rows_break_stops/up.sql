-- streets: add foreign key (country, city) to cities
CREATE TABLE "streets__new" (country TEXT, city TEXT, FOREIGN KEY (country, city) REFERENCES cities);

-- Stops at a row that does not satisfy what is new.
INSERT INTO "streets__new" (rowid, "country", "city")
  SELECT rowid, "country", "city"
  FROM "streets";
DROP TABLE "streets";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "streets__new" RENAME TO "streets";
PRAGMA legacy_alter_table = OFF;
