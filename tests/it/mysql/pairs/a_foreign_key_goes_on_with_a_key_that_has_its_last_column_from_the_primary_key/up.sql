ALTER TABLE `posts` DROP FOREIGN KEY `author`;
ALTER TABLE `users`
  DROP KEY `code`,
  ADD UNIQUE KEY `code` (`code`);
ALTER TABLE `posts` ADD CONSTRAINT `author` FOREIGN KEY (`code`, `author`) REFERENCES `users` (`code`, `id`);
