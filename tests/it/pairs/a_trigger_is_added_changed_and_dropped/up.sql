DROP TRIGGER "gone";
DROP TRIGGER "added";

CREATE TRIGGER added AFTER INSERT ON users WHEN NEW.name <> 'root' BEGIN
  INSERT INTO log VALUES ('new user ' || NEW.name);
END;

CREATE TRIGGER changed BEFORE UPDATE OF name ON users BEGIN
  INSERT INTO log VALUES (OLD.name || '; now ' || NEW.name);
  SELECT CASE WHEN NEW.name = '' THEN RAISE(ABORT, 'no name') END;
END;
