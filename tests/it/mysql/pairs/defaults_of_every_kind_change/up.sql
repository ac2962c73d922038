ALTER TABLE `t`
  MODIFY COLUMN `a` int(11),
  MODIFY COLUMN `b` varchar(20) DEFAULT concat('a','b'),
  MODIFY COLUMN `c` timestamp NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),
  MODIFY COLUMN `d` date DEFAULT (curdate() + interval 1 day),
  MODIFY COLUMN `e` int(11) DEFAULT (1 + 2),
  MODIFY COLUMN `f` text DEFAULT 'it\'s',
  MODIFY COLUMN `g` bit(3) DEFAULT b'101',
  MODIFY COLUMN `h` varchar(9) DEFAULT `b`;
