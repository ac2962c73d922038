-- TODO(review): items.code becomes int(11) instead of uuid, which the server cannot convert:
-- its values are lost
-- TODO(review): items.gross becomes a computed column: its own values are lost
ALTER TABLE `items`
  DROP KEY `shown`,
  DROP COLUMN `code`,
  DROP COLUMN `shown`,
  DROP COLUMN `twice`,
  DROP COLUMN `gross`,
  ADD COLUMN `code` int(11) AFTER `id`,
  ADD COLUMN `shown` varchar(99) GENERATED ALWAYS AS (concat(`code`,'y')) STORED AFTER `label`,
  ADD COLUMN `twice` varchar(99) GENERATED ALWAYS AS (concat(`shown`,`shown`)) STORED AFTER `shown`,
  ADD COLUMN `gross` int(11) GENERATED ALWAYS AS (`net` * 2) VIRTUAL AFTER `net`,
  MODIFY COLUMN `rest` int(11),
  ADD KEY `shown` (`shown`);
