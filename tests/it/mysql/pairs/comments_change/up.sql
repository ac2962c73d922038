ALTER TABLE `t`
  DROP KEY `a`,
  MODIFY COLUMN `a` int(11),
  MODIFY COLUMN `b` int(11) COMMENT 'it''s \\ "new"',
  ADD KEY `a` (`a`) COMMENT 'new',
  COMMENT='new
line';
