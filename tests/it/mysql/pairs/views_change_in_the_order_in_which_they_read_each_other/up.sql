DROP VIEW `x`;
DROP VIEW `y`;
DROP VIEW `z`;
ALTER TABLE `t` ADD COLUMN `b` int(11);
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `x` AS select `t`.`a` AS `a`,`t`.`b` AS `b` from `t`;
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `y` AS select `x`.`a` AS `a`,`x`.`b` AS `b` from `x`;
CREATE ALGORITHM=UNDEFINED SQL SECURITY DEFINER VIEW `w` AS select `y`.`b` AS `b` from `y` WITH CASCADED CHECK OPTION;
CREATE ALGORITHM=MERGE SQL SECURITY INVOKER VIEW `z` AS select `y`.`a` AS `a` from (`w` join `y` on(`w`.`b` = `y`.`b`));
