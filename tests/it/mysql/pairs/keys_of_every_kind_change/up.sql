-- Stops at a row where posts.slug is NULL.
ALTER TABLE `posts`
  DROP KEY `body`,
  DROP KEY `slug`,
  DROP KEY `title`,
  MODIFY COLUMN `slug` varchar(50) NOT NULL,
  ADD PRIMARY KEY (`slug`) COMMENT 'the key',
  ALTER INDEX `hidden` NOT IGNORED,
  ADD SPATIAL KEY `place` (`place`),
  ADD FULLTEXT KEY `body` (`body`,`title`),
  ADD UNIQUE KEY `slug` (`slug`) COMMENT 'it''s one',
  ADD KEY `title` (`title`(10) DESC,`slug`) USING BTREE;
