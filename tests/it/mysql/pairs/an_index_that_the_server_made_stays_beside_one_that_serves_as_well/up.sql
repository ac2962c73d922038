ALTER TABLE `posts`
  DROP KEY `author`,
  ADD KEY `by_time` (`author`,`at`),
  ADD KEY `author` (`author`);
