ALTER TABLE `posts`
  DROP PRIMARY KEY,
  DROP KEY `place`,
  DROP KEY `body`,
  DROP KEY `slug`,
  DROP KEY `title`,
  MODIFY COLUMN `slug` varchar(50),
  ALTER INDEX `hidden` IGNORED,
  ADD FULLTEXT KEY `body` (`body`),
  ADD UNIQUE KEY `slug` (`slug`),
  ADD KEY `title` (`title`);
