ALTER TABLE `users`
  DROP KEY `code`,
  ADD UNIQUE KEY `code` (`code`,`id`);
