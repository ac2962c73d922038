ALTER TABLE `posts` DROP FOREIGN KEY `author`;
ALTER TABLE `posts` ADD CONSTRAINT `author` FOREIGN KEY (`author`) REFERENCES `users` (`id`);
