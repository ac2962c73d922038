-- Add up migration script here
-- titles can be music
ALTER TABLE `titles` MODIFY COLUMN `kind` enum('book','film','music') NOT NULL DEFAULT 'book';
