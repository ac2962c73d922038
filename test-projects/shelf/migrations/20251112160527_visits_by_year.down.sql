-- Add down migration script here
-- visits by year
DROP TABLE `visits`;
