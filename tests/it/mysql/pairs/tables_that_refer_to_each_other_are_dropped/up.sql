ALTER TABLE `members` DROP FOREIGN KEY `team`;
ALTER TABLE `teams` DROP FOREIGN KEY `leader`;
DROP TABLE `members`;
DROP TABLE `teams`;
