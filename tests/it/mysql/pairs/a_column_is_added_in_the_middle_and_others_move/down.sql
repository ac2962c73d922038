ALTER TABLE `users`
  DROP COLUMN `nick`,
  DROP COLUMN `born`,
  MODIFY COLUMN `mail` varchar(50) AFTER `name`,
  MODIFY COLUMN `age` int(11) AFTER `mail`;
