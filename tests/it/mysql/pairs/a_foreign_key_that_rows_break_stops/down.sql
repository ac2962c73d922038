ALTER TABLE `posts`
  DROP FOREIGN KEY `author`,
  DROP KEY `author`;
