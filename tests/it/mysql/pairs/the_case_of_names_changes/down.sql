ALTER TABLE `t`
  DROP CONSTRAINT `positive`,
  DROP KEY `by_name`,
  CHANGE COLUMN `name` `Name` int(11),
  ADD CONSTRAINT `Positive` CHECK (`Name` > 0),
  ADD KEY `By_Name` (`Name`);
