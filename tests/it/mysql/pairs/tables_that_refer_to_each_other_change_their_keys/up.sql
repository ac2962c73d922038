ALTER TABLE `members` DROP FOREIGN KEY `team`;
ALTER TABLE `teams` DROP FOREIGN KEY `leader`;
ALTER TABLE `members`
  MODIFY COLUMN `id` bigint(20) NOT NULL,
  MODIFY COLUMN `team` bigint(20);
ALTER TABLE `teams`
  MODIFY COLUMN `id` bigint(20) NOT NULL,
  MODIFY COLUMN `leader` bigint(20);
ALTER TABLE `members` ADD CONSTRAINT `team` FOREIGN KEY (`team`) REFERENCES `teams` (`id`);
ALTER TABLE `teams` ADD CONSTRAINT `leader` FOREIGN KEY (`leader`) REFERENCES `members` (`id`);
