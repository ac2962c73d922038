DROP TRIGGER `t u`;
DROP VIEW `v w`;
DROP TABLE `order`;
ALTER TABLE `a b`
  DROP CONSTRAINT `f-g`,
  DROP KEY `k``l`,
  DROP COLUMN `select`,
  DROP COLUMN `größe`,
  MODIFY COLUMN `c``d` int(11);
