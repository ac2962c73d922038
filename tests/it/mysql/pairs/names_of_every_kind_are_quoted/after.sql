CREATE TABLE `a b` (`c``d` bigint, `select` int COMMENT 'CHECK (1)', `größe` int, KEY `k``l` (`c``d`), CONSTRAINT `f-g` CHECK (`select` > 0));
CREATE TABLE `order` (`a.b` int PRIMARY KEY);
CREATE VIEW `v w` AS SELECT `c``d` FROM `a b`;
CREATE TRIGGER `t u` BEFORE INSERT ON `a b` FOR EACH ROW SET NEW.`select` = 1;
