ALTER TABLE `posts`
  DROP FOREIGN KEY `author`,
  DROP KEY `author`,
  DROP COLUMN `author`;
DROP TABLE `users`;
