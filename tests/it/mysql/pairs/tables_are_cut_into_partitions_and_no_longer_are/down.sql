ALTER TABLE `t` REMOVE PARTITIONING;
ALTER TABLE `u` PARTITION BY HASH (`a`)
PARTITIONS 3;

-- Every row goes to its new partition; one that has none stops this. DROP PARTITION would lose
-- its rows.
ALTER TABLE `v` PARTITION BY KEY (`a`)
PARTITIONS 2;
