ALTER TABLE `users`
  DROP KEY `mail`,
  DROP COLUMN `nick`;
