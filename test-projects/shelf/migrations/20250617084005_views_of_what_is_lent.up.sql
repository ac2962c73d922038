-- Add up migration script here
-- views of what is lent
CREATE ALGORITHM=UNDEFINED SQL SECURITY INVOKER VIEW `open_loans` AS select `l`.`id` AS `loan_id`,`l`.`member_id` AS `member_id`,`l`.`lent_on` AS `lent_on`,`l`.`due_on` AS `due_on`,`l`.`barcode` AS `barcode`,`t`.`name` AS `title` from ((`loans` `l` join `copies` `c` on(`c`.`barcode` = `l`.`barcode`)) join `titles` `t` on(`t`.`id` = `c`.`title_id`)) where `l`.`returned_on` is null;
CREATE ALGORITHM=UNDEFINED SQL SECURITY INVOKER VIEW `overdue_loans` AS select `o`.`loan_id` AS `loan_id`,`o`.`title` AS `title`,`o`.`due_on` AS `due_on`,`m`.`name` AS `member`,`m`.`email` AS `email` from (`open_loans` `o` join `members` `m` on(`m`.`id` = `o`.`member_id`)) where `o`.`due_on` < curdate();
