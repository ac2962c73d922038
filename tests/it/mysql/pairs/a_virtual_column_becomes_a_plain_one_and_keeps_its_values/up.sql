-- The values of items.gross, which are computed from `net` * 2 so far, are kept.
ALTER TABLE `items` ADD COLUMN `gross_kept` int(11) DEFAULT (`net` * 2);

-- The values of items.twice, which are computed from `gross` * 2 so far, are kept.
ALTER TABLE `items` ADD COLUMN `twice_kept` int(11) GENERATED ALWAYS AS (`gross` * 2) STORED;

-- The values of items.shown, which are computed from ucase(`code`) so far, are kept.
ALTER TABLE `items` ADD COLUMN `shown_kept` char(5) DEFAULT (ucase(`code`));
ALTER TABLE `items`
  DROP KEY `gross`,
  DROP COLUMN `gross`,
  DROP COLUMN `twice`,
  DROP COLUMN `shown`,
  CHANGE COLUMN `gross_kept` `gross` int(11) AFTER `net`,
  CHANGE COLUMN `twice_kept` `twice` int(11) AFTER `gross`,
  CHANGE COLUMN `shown_kept` `shown` char(5) AFTER `code`,
  ADD KEY `gross` (`gross`);
