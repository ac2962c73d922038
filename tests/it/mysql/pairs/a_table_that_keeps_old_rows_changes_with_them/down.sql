-- What keeps old rows is changed with them, or not at all.
SET SESSION system_versioning_alter_history = KEEP;
ALTER TABLE `t`
  DROP KEY `a`,
  DROP COLUMN `c`,
  MODIFY COLUMN `a` int(11),
  MODIFY COLUMN `b` int(11) AFTER `a`;
SET SESSION system_versioning_alter_history = DEFAULT;
