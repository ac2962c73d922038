ALTER TABLE `items`
  DROP CONSTRAINT `even`,
  DROP COLUMN `net`,
  ADD COLUMN `price` int(11) FIRST,
  MODIFY COLUMN `gross` int(11) GENERATED ALWAYS AS (`price` * 2) VIRTUAL,
  ADD CONSTRAINT `even` CHECK (`gross` <> 7);
