ALTER TABLE `visits` MODIFY COLUMN `at` timestamp NULL;
