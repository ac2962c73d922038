ALTER TABLE `users`
  RENAME KEY `users_mail` TO `mail`,
  RENAME KEY `name` TO `by_name`;
