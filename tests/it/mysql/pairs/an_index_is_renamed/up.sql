ALTER TABLE `users`
  RENAME KEY `mail` TO `users_mail`,
  RENAME KEY `by_name` TO `name`;
