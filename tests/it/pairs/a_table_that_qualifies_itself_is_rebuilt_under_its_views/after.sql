CREATE TABLE users (name TEXT, age INTEGER CHECK (users.age > 0));
CREATE TABLE log (line TEXT);
CREATE VIEW adults AS SELECT name FROM users WHERE age >= 18;
CREATE VIEW elders AS SELECT adults.name FROM adults JOIN users USING (name) WHERE age > 64;
CREATE TRIGGER forget AFTER DELETE ON log BEGIN
  DELETE FROM users WHERE name = OLD.line;
END;
