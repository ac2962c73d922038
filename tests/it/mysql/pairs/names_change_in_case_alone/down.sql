ALTER TABLE `t` DROP FOREIGN KEY `up`;
ALTER TABLE `parents`
  DROP PRIMARY KEY,
  CHANGE COLUMN `id` `Id` int(11) NOT NULL,
  ADD PRIMARY KEY (`Id`);
ALTER TABLE `t`
  DROP CONSTRAINT `pos`,
  DROP KEY `by_name`,
  CHANGE COLUMN `name` `Name` varchar(9),
  RENAME KEY `once` TO `Once`,
  RENAME KEY `up` TO `Up`,
  ADD CONSTRAINT `Pos` CHECK (`n` > 0),
  ALTER INDEX `once` NOT IGNORED,
  ADD KEY `BY_NAME` (`Name`),
  ADD CONSTRAINT `Up` FOREIGN KEY (`parent`) REFERENCES `parents` (`Id`);
