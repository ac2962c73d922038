ALTER TABLE `posts` DROP FOREIGN KEY `author`;
ALTER TABLE `users` MODIFY COLUMN `id` bigint(20) unsigned NOT NULL AUTO_INCREMENT;
ALTER TABLE `posts`
  MODIFY COLUMN `author` bigint(20) unsigned NOT NULL,
  ADD CONSTRAINT `author` FOREIGN KEY (`author`) REFERENCES `users` (`id`) ON DELETE CASCADE;
