ALTER TABLE `tree` DROP FOREIGN KEY `parent`;
ALTER TABLE `tree`
  MODIFY COLUMN `id` int(11) NOT NULL,
  MODIFY COLUMN `parent` int(11);
ALTER TABLE `tree` ADD CONSTRAINT `parent` FOREIGN KEY (`parent`) REFERENCES `tree` (`id`);
