-- What keeps old rows is changed with them, or not at all.
SET SESSION system_versioning_alter_history = KEEP;

-- TODO(review): the old rows that t keeps are lost
ALTER TABLE `t` DROP SYSTEM VERSIONING;
SET SESSION system_versioning_alter_history = DEFAULT;
ALTER TABLE `t`
  ADD COLUMN `since` timestamp(6) GENERATED ALWAYS AS ROW START,
  ADD COLUMN `until` timestamp(6) GENERATED ALWAYS AS ROW END INVISIBLE,
  ADD PERIOD FOR SYSTEM_TIME (`since`, `until`),
  ADD SYSTEM VERSIONING;
