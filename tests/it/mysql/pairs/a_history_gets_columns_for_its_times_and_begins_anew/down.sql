-- What keeps old rows is changed with them, or not at all.
SET SESSION system_versioning_alter_history = KEEP;
ALTER TABLE `t`
  DROP COLUMN `since`,
  DROP COLUMN `until`,
  DROP PERIOD FOR SYSTEM_TIME;
SET SESSION system_versioning_alter_history = DEFAULT;
