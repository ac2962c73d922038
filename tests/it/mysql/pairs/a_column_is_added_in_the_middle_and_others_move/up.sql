ALTER TABLE `users`
  MODIFY COLUMN `age` bigint(20) FIRST,
  ADD COLUMN `nick` varchar(20) AFTER `id`,
  MODIFY COLUMN `name` varchar(20) AFTER `mail`,
  ADD COLUMN `born` date;
