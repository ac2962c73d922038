-- Add up migration script here
-- loans create

CREATE TABLE `loans` (
  `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  `barcode` char(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  `member_id` int(10) unsigned NOT NULL,
  `lent_on` date NOT NULL,
  `due_on` date NOT NULL,
  `returned_on` date,
  PRIMARY KEY (`id`),
  KEY `loans_due` (`due_on`,`returned_on`),
  KEY `loans_copy` (`barcode`),
  KEY `loans_member` (`member_id`),
  CONSTRAINT `loans_copy` FOREIGN KEY (`barcode`) REFERENCES `copies` (`barcode`) ON UPDATE CASCADE,
  CONSTRAINT `loans_member` FOREIGN KEY (`member_id`) REFERENCES `members` (`id`),
  CONSTRAINT `due_after_lent` CHECK (`due_on` > `lent_on`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
