ALTER TABLE `posts` DROP FOREIGN KEY `other`;
ALTER TABLE `posts`
  DROP CONSTRAINT `one`,
  RENAME KEY `other` TO `one`,
  ADD CONSTRAINT `other` CHECK (`likes` >= 0),
  ADD CONSTRAINT `one` FOREIGN KEY (`by_user`) REFERENCES `users` (`id`);
