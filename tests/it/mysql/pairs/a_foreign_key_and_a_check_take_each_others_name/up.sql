ALTER TABLE `posts` DROP FOREIGN KEY `one`;
ALTER TABLE `posts`
  DROP CONSTRAINT `other`,
  RENAME KEY `one` TO `other`,
  ADD CONSTRAINT `one` CHECK (`likes` >= 0),
  ADD CONSTRAINT `other` FOREIGN KEY (`by_user`) REFERENCES `users` (`id`);
