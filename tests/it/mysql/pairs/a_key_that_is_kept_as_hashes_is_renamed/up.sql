ALTER TABLE `users`
  DROP KEY `users_mail`,
  RENAME KEY `bio` TO `by_bio`,
  ADD UNIQUE KEY `by_mail` (`mail`) USING HASH COMMENT 'x';
