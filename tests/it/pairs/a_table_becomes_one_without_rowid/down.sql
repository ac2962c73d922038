-- settings: is no longer WITHOUT ROWID
CREATE TABLE "settings__new" (name TEXT PRIMARY KEY, value);
INSERT INTO "settings__new" ("name", "value")
  SELECT "name", "value"
  FROM "settings";
DROP TABLE "settings";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "settings__new" RENAME TO "settings";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX settings_by_value ON settings (value);
