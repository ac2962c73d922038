-- Every row goes to its new partition; one that has none stops this. DROP PARTITION would lose
-- its rows.
ALTER TABLE `t` PARTITION BY RANGE (`a`)
(PARTITION `p0` VALUES LESS THAN (10));
