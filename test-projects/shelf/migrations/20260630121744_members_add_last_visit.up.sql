-- Add up migration script here
-- members add last visit
-- label: 0.3
ALTER TABLE `members` ADD COLUMN `last_visit` datetime AFTER `since`;
