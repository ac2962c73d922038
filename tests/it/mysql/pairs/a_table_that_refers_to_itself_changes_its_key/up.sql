ALTER TABLE `tree` DROP FOREIGN KEY `parent`;
ALTER TABLE `tree`
  MODIFY COLUMN `id` bigint(20) NOT NULL,
  MODIFY COLUMN `parent` bigint(20);
ALTER TABLE `tree` ADD CONSTRAINT `parent` FOREIGN KEY (`parent`) REFERENCES `tree` (`id`);
