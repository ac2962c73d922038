ALTER TABLE `t`
  MODIFY COLUMN `b` int(11),
  ADD COLUMN `c` int(11),
  ADD SYSTEM VERSIONING;

-- What keeps old rows is changed with them, or not at all.
SET SESSION system_versioning_alter_history = KEEP;
ALTER TABLE `t` MODIFY COLUMN `b` int(11) WITHOUT SYSTEM VERSIONING;
SET SESSION system_versioning_alter_history = DEFAULT;
