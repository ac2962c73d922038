-- The values of items.gross, which are computed from `net` * 2 so far, are kept.
ALTER TABLE `items` ADD COLUMN `gross_kept` int(11) DEFAULT (`net` * 2);

-- TODO(review): items.code becomes uuid instead of int(11), which the server cannot convert:
-- its values are lost
ALTER TABLE `items`
  DROP KEY `shown`,
  DROP COLUMN `code`,
  DROP COLUMN `shown`,
  DROP COLUMN `twice`,
  DROP COLUMN `gross`,
  ADD COLUMN `code` uuid AFTER `id`,
  ADD COLUMN `shown` varchar(99) GENERATED ALWAYS AS (concat(`code`,'y')) STORED AFTER `label`,
  ADD COLUMN `twice` varchar(99) GENERATED ALWAYS AS (concat(`shown`,`shown`)) STORED AFTER `shown`,
  CHANGE COLUMN `gross_kept` `gross` int(11) DEFAULT 5 AFTER `net`,
  MODIFY COLUMN `rest` int(11) DEFAULT (`gross` + 1),
  ADD KEY `shown` (`shown`);
