ALTER TABLE `t` DROP FOREIGN KEY `Up`;
ALTER TABLE `parents`
  DROP PRIMARY KEY,
  CHANGE COLUMN `Id` `id` int(11) NOT NULL,
  ADD PRIMARY KEY (`id`);
ALTER TABLE `t`
  DROP CONSTRAINT `Pos`,
  DROP KEY `BY_NAME`,
  CHANGE COLUMN `Name` `name` varchar(9),
  RENAME KEY `Once` TO `once`,
  RENAME KEY `Up` TO `up`,
  ADD CONSTRAINT `pos` CHECK (`n` > 0),
  ALTER INDEX `Once` IGNORED,
  ADD KEY `by_name` (`name`),
  ADD CONSTRAINT `up` FOREIGN KEY (`parent`) REFERENCES `parents` (`id`);
