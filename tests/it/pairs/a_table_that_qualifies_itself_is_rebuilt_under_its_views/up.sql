DROP TRIGGER "forget";
DROP VIEW "elders";
DROP VIEW "adults";

-- users: add check (users.age > 0)
CREATE TABLE "users__new" (name TEXT, age INTEGER CHECK ("users__new".age > 0));

-- Stops at a row that does not satisfy what is new.
INSERT INTO "users__new" (rowid, "name", "age")
  SELECT rowid, "name", "age"
  FROM "users";
DROP TABLE "users";
ALTER TABLE "users__new" RENAME TO "users";
CREATE VIEW adults AS SELECT name FROM users WHERE age >= 18;
CREATE VIEW elders AS SELECT adults.name FROM adults JOIN users USING (name) WHERE age > 64;

CREATE TRIGGER forget AFTER DELETE ON log BEGIN
  DELETE FROM users WHERE name = OLD.line;
END;
