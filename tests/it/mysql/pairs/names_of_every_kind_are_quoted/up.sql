CREATE TABLE `order` (
  `a.b` int(11) NOT NULL,
  PRIMARY KEY (`a.b`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
ALTER TABLE `a b`
  MODIFY COLUMN `c``d` bigint(20),
  ADD COLUMN `select` int(11) COMMENT 'CHECK (1)',
  ADD COLUMN `größe` int(11),
  ADD CONSTRAINT `f-g` CHECK (`select` > 0),
  ADD KEY `k``l` (`c``d`);
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v w` AS select `a b`.`c``d` AS `c``d` from `a b`;
CREATE TRIGGER `t u` BEFORE INSERT ON `a b` FOR EACH ROW SET NEW.`select` = 1;
