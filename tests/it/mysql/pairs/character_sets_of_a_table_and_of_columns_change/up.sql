ALTER TABLE `t`
  MODIFY COLUMN `a` varchar(10),
  MODIFY COLUMN `c` varchar(5) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci,
  ADD COLUMN `d` char(3),
  DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci;
