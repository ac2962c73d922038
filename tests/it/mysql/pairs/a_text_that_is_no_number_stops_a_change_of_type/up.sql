ALTER TABLE `users` MODIFY COLUMN `age` int(11);
