ALTER TABLE `posts` DROP KEY `by_time`;
