ALTER TABLE `posts`
  ADD KEY `author` (`author`),
  ADD CONSTRAINT `author` FOREIGN KEY (`author`) REFERENCES `users` (`id`);
