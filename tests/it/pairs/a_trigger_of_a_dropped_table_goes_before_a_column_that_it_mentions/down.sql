ALTER TABLE "stock" ADD COLUMN item INTEGER;
CREATE TABLE sales (item INTEGER);

CREATE TRIGGER sold BEFORE DELETE ON sales BEGIN
  UPDATE stock SET place = 'shelf' WHERE item = OLD.item;
END;
