-- Add up migration script here
-- visits by year

CREATE TABLE `visits` (
  `member_id` int(10) unsigned NOT NULL,
  `at` datetime NOT NULL,
  PRIMARY KEY (`member_id`,`at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci
PARTITION BY RANGE (year(`at`))
(PARTITION `y2025` VALUES LESS THAN (2026) ENGINE = InnoDB,
 PARTITION `later` VALUES LESS THAN MAXVALUE ENGINE = InnoDB);
