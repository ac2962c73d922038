RENAME TABLE `users` TO `people`;
ALTER TABLE `people` RENAME COLUMN `mail` TO `email`;
DROP TRIGGER `fill`;
ALTER TABLE `people` MODIFY COLUMN `email` varchar(50) CHECK (`email` <> '');
CREATE OR REPLACE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS select `people`.`email` AS `email` from `people`;
CREATE TRIGGER fill BEFORE INSERT ON people FOR EACH ROW SET NEW.email = 'x';
