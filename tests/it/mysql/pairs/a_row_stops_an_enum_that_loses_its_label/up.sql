ALTER TABLE `users` MODIFY COLUMN `state` enum('new');
