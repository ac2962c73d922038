ALTER TABLE `posts` DROP FOREIGN KEY `one`;
ALTER TABLE `replies` DROP FOREIGN KEY `other`;
DROP TABLE `visits`;

CREATE TABLE `likes` (
  `by_user` int(11),
  KEY `by_user` (`by_user`),
  CONSTRAINT `third` FOREIGN KEY (`by_user`) REFERENCES `users` (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
ALTER TABLE `posts`
  DROP KEY `by_user`,
  ADD KEY `by_user` (`by_user`),
  ADD CONSTRAINT `other` FOREIGN KEY (`by_user`) REFERENCES `users` (`id`);
ALTER TABLE `replies`
  DROP KEY `by_user`,
  ADD KEY `by_user` (`by_user`),
  ADD CONSTRAINT `one` FOREIGN KEY (`by_user`) REFERENCES `users` (`id`);
