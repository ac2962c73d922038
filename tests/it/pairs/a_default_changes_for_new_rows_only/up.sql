-- users: column language default 'de' -> 'en'
CREATE TABLE "users__new" (name TEXT, language TEXT DEFAULT 'en');
INSERT INTO "users__new" (rowid, "name", "language")
  SELECT rowid, "name", "language"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
