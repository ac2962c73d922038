-- Stops at a row where users.name is NULL.
ALTER TABLE `users` MODIFY COLUMN `name` varchar(20) NOT NULL DEFAULT 'x';
