CREATE SEQUENCE `two` start with 1 minvalue 1 maxvalue 9223372036854775806 increment by 1 cache 1000 nocycle ENGINE=InnoDB;
ALTER SEQUENCE `one` start with 5 minvalue 1 maxvalue 9223372036854775806 increment by 1 cache 1000 nocycle;
ALTER TABLE `t` MODIFY COLUMN `id` int(11) DEFAULT nextval(`one`);
DROP SEQUENCE `three`;
