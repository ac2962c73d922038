CREATE TABLE loans (
    id          BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    barcode     CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    member_id   INT UNSIGNED NOT NULL,
    lent_on     DATE NOT NULL,
    due_on      DATE NOT NULL,
    returned_on DATE,
    fine        SMALLINT UNSIGNED NOT NULL DEFAULT 0 COMMENT 'in cents',
    KEY loans_due (due_on, returned_on),
    CONSTRAINT loans_copy FOREIGN KEY (barcode) REFERENCES copies (barcode) ON UPDATE CASCADE,
    CONSTRAINT loans_member FOREIGN KEY (member_id) REFERENCES members (id),
    CONSTRAINT due_after_lent CHECK (due_on > lent_on)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- Mail that waits to be sent.
CREATE TABLE reminders (
    loan_id BIGINT UNSIGNED NOT NULL,
    day     DATE NOT NULL,
    text    VARCHAR(300) NOT NULL,
    sent    TINYINT(1) NOT NULL DEFAULT 0,
    PRIMARY KEY (loan_id, day),
    CONSTRAINT reminders_loan FOREIGN KEY (loan_id) REFERENCES loans (id) ON DELETE CASCADE
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- What happened to copies, for whoever looks for one.
CREATE TABLE journal (
    id      BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
    loan_id BIGINT UNSIGNED NOT NULL,
    line    VARCHAR(200) NOT NULL,
    at      DATETIME NOT NULL DEFAULT current_timestamp()
) ENGINE = Aria DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- What a day too late costs, in cents; nobody pays more than ten euros.
CREATE FUNCTION fine_for(days INT) RETURNS INT DETERMINISTIC NO SQL
    RETURN least(greatest(days, 0) * 20, 1000);

-- Reminds everybody who has a copy too long.
CREATE PROCEDURE remind(IN today DATE)
BEGIN
    INSERT IGNORE INTO reminders (loan_id, day, text)
        SELECT loan_id, today, concat(title, ' was due on ', due_on) FROM overdue_loans
         WHERE due_on < today;
END;

CREATE TRIGGER loans_lend AFTER INSERT ON loans FOR EACH ROW
    UPDATE copies SET state = 'lent' WHERE barcode = NEW.barcode AND NEW.returned_on IS NULL;

CREATE TRIGGER loans_fine BEFORE UPDATE ON loans FOR EACH ROW
BEGIN
    IF NEW.returned_on IS NOT NULL AND OLD.returned_on IS NULL THEN
        SET NEW.fine = fine_for(datediff(NEW.returned_on, NEW.due_on));
    END IF;
END;

CREATE TRIGGER loans_return AFTER UPDATE ON loans FOR EACH ROW
BEGIN
    IF NEW.returned_on IS NOT NULL AND OLD.returned_on IS NULL THEN
        UPDATE copies SET state = 'shelved' WHERE barcode = NEW.barcode;
    END IF;
END;

-- The copy is back on the shelf when the journal says so.
CREATE TRIGGER loans_to_journal AFTER UPDATE ON loans FOR EACH ROW FOLLOWS loans_return
BEGIN
    IF NEW.returned_on IS NOT NULL AND OLD.returned_on IS NULL THEN
        INSERT INTO journal (loan_id, line)
            SELECT NEW.id, concat(barcode, ' is ', state) FROM copies WHERE barcode = NEW.barcode;
    END IF;
END;

CREATE EVENT remind_daily ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 06:00:00'
    COMMENT 'needs event_scheduler = ON'
    DO CALL remind(curdate());
