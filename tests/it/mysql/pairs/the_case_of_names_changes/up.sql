ALTER TABLE `t`
  DROP CONSTRAINT `Positive`,
  DROP KEY `By_Name`,
  CHANGE COLUMN `Name` `name` int(11),
  ADD CONSTRAINT `positive` CHECK (`name` > 0),
  ADD KEY `by_name` (`name`);
