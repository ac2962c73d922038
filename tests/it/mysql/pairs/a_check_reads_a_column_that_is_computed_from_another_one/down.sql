ALTER TABLE `items`
  DROP CONSTRAINT `even`,
  DROP COLUMN `price`,
  ADD COLUMN `net` int(11) FIRST,
  MODIFY COLUMN `gross` int(11) GENERATED ALWAYS AS (`net` * 2) VIRTUAL,
  ADD CONSTRAINT `even` CHECK (`gross` <> 7);
