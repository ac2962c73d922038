ALTER TABLE `added`
  DROP KEY `hidden`,
  DROP KEY `seen`,
  MODIFY COLUMN `a` mediumblob,
  ADD UNIQUE KEY `seen` (`a`(2));
ALTER TABLE `bare` ADD PRIMARY KEY (`a`);

-- Stops at a row where emptied.a is NULL.
ALTER TABLE `emptied`
  MODIFY COLUMN `a` int(11) NOT NULL,
  ALTER INDEX `seen` NOT IGNORED;
ALTER TABLE `filled`
  MODIFY COLUMN `a` int(11),
  MODIFY COLUMN `b` int(11);
ALTER TABLE `renamed`
  MODIFY COLUMN `a` int(11),
  MODIFY COLUMN `b` int(11),
  RENAME KEY `two` TO `one`;
ALTER TABLE `turned`
  DROP KEY `other`,
  ALTER INDEX `one` NOT IGNORED,
  ADD UNIQUE KEY `other` (`b`) IGNORED;
