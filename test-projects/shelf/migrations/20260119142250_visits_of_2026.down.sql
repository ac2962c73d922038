-- Add down migration script here
-- visits of 2026

-- Every row goes to its new partition; one that has none stops this. DROP PARTITION would lose
-- its rows.
ALTER TABLE `visits` PARTITION BY RANGE (year(`at`))
(PARTITION `y2025` VALUES LESS THAN (2026) ENGINE = InnoDB,
 PARTITION `later` VALUES LESS THAN MAXVALUE ENGINE = InnoDB);
