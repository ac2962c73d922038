ALTER TABLE `users`
  DROP KEY `by_mail`,
  RENAME KEY `by_bio` TO `bio`,
  ADD UNIQUE KEY `users_mail` (`mail`) USING HASH COMMENT 'x';
