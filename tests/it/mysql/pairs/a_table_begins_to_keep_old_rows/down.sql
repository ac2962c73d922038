-- What keeps old rows is changed with them, or not at all.
SET SESSION system_versioning_alter_history = KEEP;

-- TODO(review): the old rows that t keeps are lost
ALTER TABLE `t`
  DROP COLUMN `c`,
  MODIFY COLUMN `b` int(11),
  DROP SYSTEM VERSIONING;
SET SESSION system_versioning_alter_history = DEFAULT;
