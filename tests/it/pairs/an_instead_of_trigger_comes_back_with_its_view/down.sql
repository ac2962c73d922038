DROP VIEW "present";
CREATE VIEW present AS SELECT name FROM users WHERE gone IS NULL;

CREATE TRIGGER leave INSTEAD OF DELETE ON present BEGIN
  UPDATE users SET gone = 1 WHERE name = OLD.name;
END;
