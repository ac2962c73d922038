-- users: column age type integer -> none
CREATE TABLE "users__new" (name TEXT, age);
INSERT INTO "users__new" (rowid, "name", "age")
  SELECT rowid, "name", "age"
  FROM "users";
DROP TABLE "users";
PRAGMA legacy_alter_table = ON;
ALTER TABLE "users__new" RENAME TO "users";
PRAGMA legacy_alter_table = OFF;
CREATE INDEX by_age ON users (age DESC) WHERE age IS NOT NULL;

CREATE TRIGGER added AFTER INSERT ON users BEGIN
  INSERT INTO log VALUES (NEW.name);
END;
