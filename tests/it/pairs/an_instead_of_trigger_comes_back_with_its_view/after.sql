CREATE TABLE users (name TEXT, gone INTEGER);
CREATE VIEW present AS SELECT name FROM users WHERE gone IS NULL OR gone = 0;
CREATE TRIGGER leave INSTEAD OF DELETE ON present BEGIN
  UPDATE users SET gone = 1 WHERE name = OLD.name;
END;
