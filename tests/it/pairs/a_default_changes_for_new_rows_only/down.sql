-- users: column language default 'en' -> 'de'
CREATE TABLE "users__new" (name TEXT, language TEXT DEFAULT 'de');
INSERT INTO "users__new" (rowid, "name", "language")
  SELECT rowid, "name", "language"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
