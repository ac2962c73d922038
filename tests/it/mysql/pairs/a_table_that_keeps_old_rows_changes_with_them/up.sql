-- What keeps old rows is changed with them, or not at all.
SET SESSION system_versioning_alter_history = KEEP;
ALTER TABLE `t`
  MODIFY COLUMN `b` bigint(20),
  MODIFY COLUMN `a` int(11) COMMENT 'x' AFTER `b`,
  ADD COLUMN `c` int(11) NOT NULL DEFAULT 3,
  ADD KEY `a` (`a`);
SET SESSION system_versioning_alter_history = DEFAULT;
