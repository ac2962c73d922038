-- Add down migration script here
-- members add last visit
ALTER TABLE `members` DROP COLUMN `last_visit`;
