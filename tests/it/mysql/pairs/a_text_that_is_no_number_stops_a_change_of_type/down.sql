ALTER TABLE `users` MODIFY COLUMN `age` varchar(20);
