CREATE TABLE `users` (
  `id` int(11) NOT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
ALTER TABLE `posts`
  ADD COLUMN `author` int(11),
  ADD KEY `author` (`author`),
  ADD CONSTRAINT `author` FOREIGN KEY (`author`) REFERENCES `users` (`id`);
