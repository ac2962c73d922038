ALTER TABLE `t`
  DROP KEY `a`,
  MODIFY COLUMN `a` int(11) COMMENT 'old',
  MODIFY COLUMN `b` int(11),
  ADD KEY `a` (`a`),
  COMMENT='old';
