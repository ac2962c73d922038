ALTER TABLE `t` PARTITION BY LIST (`a`)
(PARTITION `p0` VALUES IN (1,2),
 PARTITION `p1` VALUES IN (3));
ALTER TABLE `u` REMOVE PARTITIONING;

-- Every row goes to its new partition; one that has none stops this. DROP PARTITION would lose
-- its rows.
ALTER TABLE `v` PARTITION BY LINEAR KEY (`b`)
PARTITIONS 4;
