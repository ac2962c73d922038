-- rates: drop primary key (day, currency), add primary key (currency)
CREATE TABLE "rates__new" (currency TEXT, day TEXT, rate REAL, PRIMARY KEY (currency));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "rates__new" (rowid, "currency", "day", "rate")
  SELECT rowid, "currency", "day", "rate"
  FROM "rates";
DROP TABLE "rates";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "rates__new" RENAME TO "rates";
PRAGMA legacy_alter_table = OFF;
