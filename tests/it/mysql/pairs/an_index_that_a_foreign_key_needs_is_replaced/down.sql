ALTER TABLE `posts`
  DROP KEY `by_author_and_time`,
  ADD KEY `by_author` (`author`);
ALTER TABLE `users`
  DROP KEY `code_id`,
  ADD UNIQUE KEY `code` (`code`);
