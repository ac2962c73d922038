-- Add up migration script here
-- reminders

CREATE TABLE `reminders` (
  `loan_id` bigint(20) unsigned NOT NULL,
  `day` date NOT NULL,
  `text` varchar(300) NOT NULL,
  `sent` tinyint(1) NOT NULL DEFAULT 0,
  PRIMARY KEY (`loan_id`,`day`),
  CONSTRAINT `reminders_loan` FOREIGN KEY (`loan_id`) REFERENCES `loans` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;

CREATE PROCEDURE `remind`(IN today DATE)
BEGIN
    INSERT IGNORE INTO reminders (loan_id, day, text)
        SELECT loan_id, today, concat(title, ' was due on ', due_on) FROM overdue_loans
         WHERE due_on < today;
END;
CREATE EVENT `remind_daily` ON SCHEDULE EVERY 1 DAY STARTS '2026-01-01 06:00:00' ON COMPLETION NOT PRESERVE ENABLE COMMENT 'needs event_scheduler = ON' DO CALL remind(curdate());
