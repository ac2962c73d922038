ALTER TABLE `t`
  MODIFY COLUMN `a` bigint(20),
  MODIFY COLUMN `b` text,
  MODIFY COLUMN `c` decimal(8,4),
  MODIFY COLUMN `d` double,
  MODIFY COLUMN `e` varchar(9),
  MODIFY COLUMN `f` datetime,
  MODIFY COLUMN `g` longtext,
  MODIFY COLUMN `h` longtext,
  MODIFY COLUMN `i` char(36),
  MODIFY COLUMN `j` varchar(39),
  MODIFY COLUMN `k` bit(8);
