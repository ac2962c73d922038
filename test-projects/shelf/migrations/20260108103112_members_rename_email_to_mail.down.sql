-- Add down migration script here
-- members rename email to mail
DROP VIEW `overdue_loans`;
ALTER TABLE `members`
  DROP KEY `card`,
  DROP COLUMN `card`,
  MODIFY COLUMN `mail` varchar(200) NOT NULL,
  RENAME KEY `mail` TO `email`;
DROP SEQUENCE `card_numbers`;
ALTER TABLE `members` RENAME COLUMN `mail` TO `email`;
CREATE ALGORITHM=UNDEFINED SQL SECURITY INVOKER VIEW `overdue_loans` AS select `o`.`loan_id` AS `loan_id`,`o`.`title` AS `title`,`o`.`due_on` AS `due_on`,`m`.`name` AS `member`,`m`.`email` AS `email` from (`open_loans` `o` join `members` `m` on(`m`.`id` = `o`.`member_id`)) where `o`.`due_on` < curdate();
