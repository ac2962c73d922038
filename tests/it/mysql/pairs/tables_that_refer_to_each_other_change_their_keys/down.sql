ALTER TABLE `members` DROP FOREIGN KEY `team`;
ALTER TABLE `teams` DROP FOREIGN KEY `leader`;
ALTER TABLE `members`
  MODIFY COLUMN `id` int(11) NOT NULL,
  MODIFY COLUMN `team` int(11);
ALTER TABLE `teams`
  MODIFY COLUMN `id` int(11) NOT NULL,
  MODIFY COLUMN `leader` int(11);
ALTER TABLE `members` ADD CONSTRAINT `team` FOREIGN KEY (`team`) REFERENCES `teams` (`id`);
ALTER TABLE `teams` ADD CONSTRAINT `leader` FOREIGN KEY (`leader`) REFERENCES `members` (`id`);
