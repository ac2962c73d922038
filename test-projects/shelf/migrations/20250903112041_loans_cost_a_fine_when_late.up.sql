-- Add up migration script here
-- loans cost a fine when late
ALTER TABLE `loans` ADD COLUMN `fine` smallint(5) unsigned NOT NULL DEFAULT 0 COMMENT 'in cents';

CREATE FUNCTION `fine_for`(days INT) RETURNS int(11)
    NO SQL
    DETERMINISTIC
RETURN least(greatest(days, 0) * 20, 1000);

CREATE TRIGGER loans_fine BEFORE UPDATE ON loans FOR EACH ROW
BEGIN
    IF NEW.returned_on IS NOT NULL AND OLD.returned_on IS NULL THEN
        SET NEW.fine = fine_for(datediff(NEW.returned_on, NEW.due_on));
    END IF;
END;

CREATE TRIGGER loans_lend AFTER INSERT ON loans FOR EACH ROW
    UPDATE copies SET state = 'lent' WHERE barcode = NEW.barcode AND NEW.returned_on IS NULL;

CREATE TRIGGER loans_return AFTER UPDATE ON loans FOR EACH ROW
BEGIN
    IF NEW.returned_on IS NOT NULL AND OLD.returned_on IS NULL THEN
        UPDATE copies SET state = 'shelved' WHERE barcode = NEW.barcode;
    END IF;
END;
