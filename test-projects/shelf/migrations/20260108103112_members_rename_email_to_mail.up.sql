-- Add up migration script here
-- members rename email to mail
-- label: 0.2
ALTER TABLE `members` RENAME COLUMN `email` TO `mail`;
CREATE SEQUENCE `card_numbers` start with 100000 minvalue 1 maxvalue 9223372036854775806 increment by 1 nocache nocycle ENGINE=InnoDB;
ALTER TABLE `members`
  ADD COLUMN `card` int(10) unsigned NOT NULL DEFAULT nextval(`card_numbers`) AFTER `id`,
  MODIFY COLUMN `mail` varchar(200) NOT NULL COMMENT 'where reminders go',
  RENAME KEY `email` TO `mail`,
  ADD UNIQUE KEY `card` (`card`);
CREATE OR REPLACE ALGORITHM=UNDEFINED SQL SECURITY INVOKER VIEW `overdue_loans` AS select `o`.`loan_id` AS `loan_id`,`o`.`title` AS `title`,`o`.`due_on` AS `due_on`,`m`.`name` AS `member`,`m`.`mail` AS `mail` from (`open_loans` `o` join `members` `m` on(`m`.`id` = `o`.`member_id`)) where `o`.`due_on` < curdate();
