DROP TRIGGER `fill`;
DROP VIEW `v`;
ALTER TABLE `people` MODIFY COLUMN `email` varchar(20) CHECK (`email` <> '');
RENAME TABLE `people` TO `users`;
ALTER TABLE `users` RENAME COLUMN `email` TO `mail`;
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `v` AS select `users`.`mail` AS `mail` from `users`;
CREATE TRIGGER fill BEFORE INSERT ON users FOR EACH ROW SET NEW.mail = 'x';
