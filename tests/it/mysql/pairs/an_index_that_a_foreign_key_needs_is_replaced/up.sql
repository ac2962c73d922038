ALTER TABLE `posts`
  DROP KEY `by_author`,
  ADD KEY `by_author_and_time` (`author`,`at`);
ALTER TABLE `users`
  DROP KEY `code`,
  ADD UNIQUE KEY `code_id` (`code`,`id`);
