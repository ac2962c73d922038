-- TODO(review): items.c becomes a computed column: its own values are lost
ALTER TABLE `items`
  DROP CONSTRAINT `positive`,
  DROP KEY `a`,
  DROP COLUMN `a`,
  ADD COLUMN `a` int(11) GENERATED ALWAYS AS (`net` + 1) VIRTUAL AFTER `net`,
  MODIFY COLUMN `b` int(11) GENERATED ALWAYS AS (`net` + 2) STORED,
  MODIFY COLUMN `c` int(11) GENERATED ALWAYS AS (`net` + 3) STORED,
  MODIFY COLUMN `d` int(11) GENERATED ALWAYS AS (`a` + 4) VIRTUAL,
  ADD CONSTRAINT `positive` CHECK (`a` > 0),
  ADD KEY `a` (`a`);
