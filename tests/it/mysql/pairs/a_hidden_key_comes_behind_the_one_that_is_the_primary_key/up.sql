-- Stops at a row where added.a is NULL.
ALTER TABLE `added`
  DROP KEY `seen`,
  MODIFY COLUMN `a` int(11) NOT NULL,
  ADD UNIQUE KEY `seen` (`a` DESC),
  ADD UNIQUE KEY `hidden` (`a`) IGNORED;
ALTER TABLE `bare`
  DROP PRIMARY KEY,
  DROP KEY `hidden`,
  ADD UNIQUE KEY `hidden` (`b`) IGNORED;
ALTER TABLE `emptied`
  DROP KEY `seen`,
  MODIFY COLUMN `a` int(11),
  ADD UNIQUE KEY `seen` (`a`) IGNORED;

-- Stops at a row where filled.a is NULL.
-- Stops at a row where filled.b is NULL.
ALTER TABLE `filled`
  DROP KEY `hidden`,
  MODIFY COLUMN `a` int(11) NOT NULL,
  MODIFY COLUMN `b` int(11) NOT NULL,
  ADD UNIQUE KEY `hidden` (`b`) IGNORED;

-- Stops at a row where renamed.a is NULL.
-- Stops at a row where renamed.b is NULL.
ALTER TABLE `renamed`
  DROP KEY `one`,
  MODIFY COLUMN `a` int(11) NOT NULL,
  MODIFY COLUMN `b` int(11) NOT NULL,
  ADD UNIQUE KEY `two` (`a`) IGNORED;
ALTER TABLE `turned`
  DROP KEY `one`,
  ALTER INDEX `other` NOT IGNORED,
  ADD UNIQUE KEY `one` (`a`) IGNORED;
