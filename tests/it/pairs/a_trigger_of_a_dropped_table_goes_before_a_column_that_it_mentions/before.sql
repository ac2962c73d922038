CREATE TABLE stock (item INTEGER, place TEXT);
CREATE TABLE sales (item INTEGER);
CREATE TRIGGER sold BEFORE DELETE ON sales BEGIN
  UPDATE stock SET place = 'shelf' WHERE item = OLD.item;
END;
