ALTER TABLE `t`
  MODIFY COLUMN `a` int(11) DEFAULT 1,
  MODIFY COLUMN `b` varchar(20) DEFAULT 'x',
  MODIFY COLUMN `c` timestamp NULL,
  MODIFY COLUMN `d` date,
  MODIFY COLUMN `e` int(11),
  MODIFY COLUMN `f` text,
  MODIFY COLUMN `g` bit(3),
  MODIFY COLUMN `h` varchar(9);
