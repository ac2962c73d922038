-- Add down migration script here
-- loans cost a fine when late
DROP TRIGGER `loans_fine`;
DROP TRIGGER `loans_lend`;
DROP TRIGGER `loans_return`;
DROP FUNCTION `fine_for`;
ALTER TABLE `loans` DROP COLUMN `fine`;
