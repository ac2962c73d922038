ALTER TABLE `t`
  MODIFY COLUMN `a` tinyint(4),
  MODIFY COLUMN `b` varchar(5),
  MODIFY COLUMN `c` decimal(5,2),
  MODIFY COLUMN `d` float,
  MODIFY COLUMN `e` char(3),
  MODIFY COLUMN `f` date,
  MODIFY COLUMN `g` text,
  MODIFY COLUMN `h` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin CHECK (json_valid(`h`)),
  MODIFY COLUMN `i` uuid,
  MODIFY COLUMN `j` inet6,
  MODIFY COLUMN `k` bit(3);
