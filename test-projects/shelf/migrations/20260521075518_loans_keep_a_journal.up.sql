-- Add up migration script here
-- loans keep a journal

CREATE TABLE `journal` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `loan_id` bigint(20) unsigned NOT NULL,
  `line` varchar(200) NOT NULL,
  `at` datetime NOT NULL DEFAULT current_timestamp(),
  PRIMARY KEY (`id`)
) ENGINE=Aria DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci PAGE_CHECKSUM=1;

CREATE TRIGGER loans_to_journal AFTER UPDATE ON loans FOR EACH ROW BEGIN
    IF NEW.returned_on IS NOT NULL AND OLD.returned_on IS NULL THEN
        INSERT INTO journal (loan_id, line)
            SELECT NEW.id, concat(barcode, ' is ', state) FROM copies WHERE barcode = NEW.barcode;
    END IF;
END;
