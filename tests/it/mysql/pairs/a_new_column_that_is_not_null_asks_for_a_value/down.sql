ALTER TABLE `users`
  DROP COLUMN `name`,
  DROP COLUMN `at`;
