ALTER TABLE `t`
  DROP COLUMN `d`,
  MODIFY COLUMN `a` varchar(10),
  MODIFY COLUMN `c` varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin,
  DEFAULT CHARSET=latin1 COLLATE=latin1_swedish_ci;
