ALTER TABLE `t` ADD CONSTRAINT `positive` CHECK (`a` > 0);
