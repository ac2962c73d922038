ALTER TABLE `t`
  DROP COLUMN `c`,
  DROP COLUMN `d`,
  ADD COLUMN `a` int(11),
  ADD COLUMN `b` int(11);
